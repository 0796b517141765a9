"""Web pages as Chinese news sites build them, written for these tests: what is in ``pages/`` stands round a story."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True)
class Story:
    title: str
    paragraphs: tuple[str, ...]


BRIDGE = Story(
    "城东跨河大桥今日通车 两岸车程缩短至五分钟",
    (
        "本报讯（记者 张晓文）2月10日上午10时，随着第一辆公交车缓缓驶上桥面，历时三年建设的城东跨河大桥正式通车。",
        "大桥全长1.86公里，双向六车道，设计时速60公里，总投资12.4亿元。通车后，两岸车程由原来的半个多小时缩短至5分钟。",
        "“以前送孩子上学要绕到老桥，早高峰堵得走不动。”家住东岸的市民刘敏说，“现在好了，家门口就能过河。”",
        "市住房和城乡建设局副局长陈立介绍，大桥采用双塔斜拉结构，主跨跨径达320米，建设中攻克了深水围堰、大体积混凝土温控等多项难题。",
        "据了解，与大桥同步建成的还有两侧慢行步道和三处观景平台，市民可以步行、骑行过河。",
        "下一步，该市还将启动沿河景观带二期工程，预计明年年底完工。",
    ),
)
HARVEST = Story(
    "“不让一粒粮食烂在地里”——中原粮仓秋收见闻",
    (
        "新华社郑州10月9日电（记者李振华、王雨萌）连阴雨终于停了。天刚放亮，种粮大户赵国强就把三台履带式收割机开进了地里。",
        "“下了十来天，轮式的进不去，一进就陷。”赵国强指着湿软的田垄说，履带式机器是农机合作社连夜从外地调来的。",
        "今年秋粮收获期，当地遭遇持续降雨。农业农村部门第一时间组织抢收抢烘，开通农机转运绿色通道，协调烘干设备2100余台。",
        "抢下来，还要烘得干。在合作社的烘干塔前，运粮车排起了长队。负责人周桂兰三天没怎么合眼，嗓子已经哑了。",
        "“每吨补贴50元，农户只掏电费。”周桂兰算了一笔账：一天一夜能烘300吨，附近五个村的玉米基本都能及时入仓。",
        "技术人员也在田间忙碌。县农技推广中心的专家提醒，雨后要尽快排除田间积水，玉米带穗收获的要及时剥皮晾晒，防止霉变。",
        "截至8日18时，全县秋粮已收获六成以上，预计本月中旬可基本完成。",
        "看着金灿灿的玉米入仓，赵国强长舒一口气：“粮食进了仓，心里才踏实。”",
    ),
)
LIBRARY = Story(
    "省图书馆启用古籍修复中心",
    (
        "经过一年半的筹备，省图书馆古籍修复中心昨日正式启用，首批入藏修复的古籍共计136册。",
        "修复中心面积约600平方米，设有除尘、测酸、染纸、装帧等工作间，配备了纸张纤维分析仪和低温冷冻杀虫设备。",
        "馆长孙亦真表示，馆内现存古籍28万余册，其中约三分之一存在不同程度的虫蛀、霉变、酸化，修复任务十分繁重。",
        "“一页残损严重的书叶，修好往往要两三天。”从事修复工作二十余年的吴素芬说，修旧如旧，最要紧的是耐得住性子。",
        "记者在现场看到，几位年轻的修复师正用镊子揭开粘连的书叶，动作极轻，大气不敢出。",
        "今后，中心每月将举办一次公众开放日，市民可以预约体验线装书制作。",
    ),
)
FLASH = Story(
    "国内成品油价格今晚下调",
    ("国家发展改革委宣布，自今日24时起，国内汽油、柴油价格每吨分别降低210元和200元。",),
)
REPORT = Story(
    "我市出台十条措施支持个体工商户发展",
    (
        "日前，市政府办公室印发《支持个体工商户健康发展的若干措施》，从降低成本、优化服务、扩大融资等方面提出十条具体举措。",
        "在降低经营成本方面，对月销售额10万元以下的小规模纳税人，继续免征增值税；承租国有房屋的，减免三个月租金。",
        "在融资支持方面，鼓励银行推出“信易贷”等纯信用产品，单户最高可贷50万元，年利率不超过4%。",
        "在优化服务方面，推行“一件事一次办”，开办、变更、注销全程网上办理，平均办理时间压缩到半个工作日。",
        "市市场监管局有关负责人表示，截至去年年底，全市登记在册的个体工商户达到41.7万户，带动就业超过百万人。",
        "有关部门将建立联系点制度，定期听取经营者的意见和建议，推动各项政策落到实处。",
    ),
)
STORIES = (BRIDGE, HARVEST, LIBRARY, REPORT)

LINKS = (
    "全市经济工作会议召开",
    "春运返程客流明显回升",
    "这些路段今起交通管制",
    "中小学寒假延长？官方回应",
    "一图读懂政府工作报告",
    "专家谈如何科学饮茶",
)
COMMENTS = (
    "真好，我家就在附近，天天从那里路过，盼了好多年了。",
    "希望以后多报道这样的好消息，给记者点赞！",
    "这么大的事情，质量一定要抓好，不能留下隐患。",
)

FOLDER = Path(__file__).parent / "pages"
_LOOP = re.compile(r"\[\[(each|first|rest)\]\](.*?)\[\[end\]\]", re.DOTALL)


@dataclass(frozen=True)
class Site:
    """What a site's pages say and how they are stored."""

    name: str
    date: date | datetime | None
    charset: str = "utf-8"
    furniture: tuple[str, ...] = (*LINKS, *COMMENTS)
    """What no listener may hear: it must be gone after cleaning at the latest."""

    def page(self, story: Story) -> str:
        """Return the story in the site's template: its title and, in loops, its paragraphs."""
        template = (FOLDER / f"{self.name}.html").read_text(encoding="utf-8")
        parts = {"each": story.paragraphs, "first": story.paragraphs[:1], "rest": story.paragraphs[1:]}
        page = _LOOP.sub(lambda loop: "".join(loop[2].replace("[[text]]", text) for text in parts[loop[1]]), template)
        return page.replace("[[title]]", story.title)

    def stored(self, story: Story) -> bytes:
        """Return the page as a file; characters that its charset lacks are entities."""
        codec = {"gb2312": "gb18030", "gbk": "gb18030"}.get(self.charset, self.charset)
        return self.page(story).encode(codec, "xmlcharrefreplace")


SITES = (
    Site("netease", datetime(2023, 2, 10, 10, 32, 6, tzinfo=CHINA)),
    Site("sina", datetime(2023, 2, 10, 11, 5, tzinfo=CHINA), furniture=(*LINKS, *COMMENTS, "夜景")),
    Site("hashed-names", datetime(2023, 2, 10, 9, 15, 33), furniture=(*LINKS, *COMMENTS, "数据里的正文")),
    Site("next-js", datetime(2023, 2, 10, 14, 20), furniture=(*LINKS, "脚本里的正文", "钱七")),
    Site("people", date(2023, 2, 10), "gb2312"),
    Site("government", datetime(2023, 2, 10, 16, 40), furniture=(*LINKS, "索 引 号", "网站标识码")),
    Site("wechat", datetime(2023, 2, 10, 0, 30, tzinfo=UTC)),
    Site("founder", date(2023, 2, 10), "gb2312"),
    Site("xinhua", date(2023, 2, 10)),
    Site("line-breaks", date(2023, 2, 10), "gb2312"),
    Site("bare-divs", datetime(2023, 2, 10, 7, 58)),
    Site("form-and-tables", date(2023, 2, 10), "gbk", furniture=("友情链接", "浏览次数")),
    Site("taiwan", datetime(2023, 2, 10, 18, 20, tzinfo=CHINA), furniture=(*LINKS, "通車後的大橋")),
    Site("weblog", datetime(2023, 2, 10, 12, 0, tzinfo=CHINA)),
    Site("sohu", datetime(2023, 2, 10, 13, 13)),
    Site("preformatted", None, furniture=()),
    Site("run-together", date(2023, 2, 10)),
    Site("segments", datetime(2023, 2, 10, 20, 1)),
)
