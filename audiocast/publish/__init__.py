"""Publishing: public/ goes to its targets in two phases, what feeds name first and the feeds last."""

from audiocast.publish.events import Announced, Delivered, Event, Forecast, Sending
from audiocast.publish.job import publish
from audiocast.publish.order import Order
from audiocast.publish.outlook import Outlook

__all__ = ["Announced", "Delivered", "Event", "Forecast", "Order", "Outlook", "Sending", "publish"]
