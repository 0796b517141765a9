"""Text for properties: fragments of news, numbers with what stands around them, and anything that Unicode has."""

import os

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

IN_CI = os.environ.get("AUDIOCAST_REQUIRE_ALL") == "1"
settings.register_profile(
    "text",
    max_examples=2000 if IN_CI else 200,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
thorough = settings.get_profile("text")
"""The same examples in every run: at least 2,000 a property where everything is required, fewer at the desk."""

MARKS = list(
    "“”‘’「」《》（）()【】[]<>,.!?，。！？；：、·+-–—~～/\\|*#%‰°=_&@$￥^`\"'…①½Ⅳα０％℃㎡■▲●→×÷±№ \t\n\r\u3000\u00a0"
)
SIGNS = [
    "……",
    "......",
    "——",
    "--",
    "**",
    "~~",
    "&nbsp;",
    "&amp;",
    "&lt;",
    "<br>",
    "!!!",
    "？！",
    "“",
    "”",
    "\n\n",
    "\r\n",
]
WORDS = """
管城区 高质量发展 为企业提供 一 两 的 个 了 得 地 年 月 日 号 第 约 至 到 比 亿元 万 他说。 摄 图为 原标题: 记者
一、 (一) 1、 # ## ### #### 責任 億萬個號 责任编辑:张三 (下转第三版) (完) 本报讯 校对 广告 来源: 3版
GDP AT&T iPhone OpenAI WTO COVID-19 e-mail Wi-Fi Mr. Inc. No.1 A股 K线 www.gov.cn https://a.cn/b?c=1 a@b.com
かな Ж Ω 한글 😀 👨‍👩‍👧 é ß ｉＰｈｏｎｅ 〇 𠮷 ﷺ 𝟙 ² ₂ ½ Ⅻ ⑳ ㈠
""".split()  # noqa: SIM905
LINES = [
    "本报讯 ",
    "新华社北京2月10日电(记者 王五)",
    "记者 张三",
    "通讯员 李四 文/图",
    "图为现场。张三 摄",
    "# ",
    "## ",
    "### ",
    "#### ",
    "- ",
    "> ",
    "1. ",
    "| a | b |",
    "![图](a.png)",
    "[链接](https://a.cn)",
]
BEFORE = [
    "",
    "",
    "第",
    "约",
    "-",
    "−",
    "+",
    "¥",
    "$",
    "HK$",
    "€",
    "〔",
    "(",
    "“",
    "尾号",
    "电话",
    "豫A",
    "G",
    "歼-",
    "v",
    "≥",
    "±",
    "为",
]
BETWEEN = [
    "",
    ".",
    ",",
    "，",
    ":",
    "：",
    "∶",
    "-",
    "–",
    "—",
    "~",
    "～",
    "/",
    "、",
    "至",
    "到",
    "年",
    "月",
    "×",
    "x",
    "+",
    "·",
    " ",
]
AFTER = [
    "",
    "",
    "年",
    "月",
    "日",
    "号",
    "个",
    "万",
    "亿元",
    "%",
    "％",
    "‰",
    "℃",
    "°C",
    "m²",
    "m2",
    "km/h",
    "kg",
    "倍",
    "后",
    "G",
    "#",
]
AFTER += [
    "+",
    "版",
    "时",
    "分",
    "人次",
    "元/吨",
    "st",
    "〕",
    ")",
    "”",
    "楼",
    "路",
    "nm",
    "μg/m³",
    "多",
    "余人",
    "年代",
    "分之一",
    "a.m.",
]
digits = st.one_of(
    st.integers(0, 3000).map(str),
    st.integers(0, 10**13).map(str),
    st.sampled_from(["0", "2", "02", "10", "1,299", "3.50", "2023", "110", "12306", "007", "２", "１０", "1/2"]),
)
number = st.lists(
    st.tuples(st.sampled_from(BEFORE), digits, st.sampled_from(BETWEEN + AFTER)), min_size=1, max_size=4
).map(lambda parts: "".join(map("".join, parts)))
arbitrary = st.text(max_size=3)
news = st.lists(
    st.one_of(st.sampled_from(WORDS), number, st.sampled_from(MARKS + SIGNS), st.sampled_from(LINES), arbitrary),
    max_size=25,
).map("".join)
texts = st.one_of(news, news, st.text(max_size=80))
caps = st.integers(5, 90)
