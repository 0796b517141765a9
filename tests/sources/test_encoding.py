from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiocast.errors import InputError
from audiocast.sources import decode

NEWS = "本报讯 2月10日,签约仪式在市政府会议中心举行,总投资220亿元。"
TRADITIONAL = "本報訊 二月十日,簽約儀式在市政府會議中心舉行,總投資二百二十億元。"

SIMPLIFIED_SENTENCES = (
    "昨日上午，城东区召开老旧小区改造推进会。",
    "记者从市气象台获悉，今夜到明天有小到中雨。",
    "截至9月底，全市新增高新技术企业126家。",
    "地铁五号线二期工程预计明年六月通车试运行。",
    "“这条路修好了，娃上学再不用绕道。”村民赵大婶说。",
    "受冷空气影响，最低气温将降至零下4℃。",
    "省图书馆古籍部的修复师们，每天要与虫蛀、霉斑打交道。",
    "粮食总产量连续九年稳定在650亿公斤以上！",
    "谁来为这棵三百岁的皂荚树撑腰？",
    "会议强调，要压实责任，补齐短板，守牢安全底线。",
    "港口吞吐量同比增长7.3%，集装箱突破180万标箱。",
    "消防员从窨井里救出一只獾，随后将其放归山林。",
    "龚磊、阚玥、祁昊鑫三人获得一等奖。",
    "《黄河大合唱》在体育馆奏响，观众起立鼓掌。",
    "医院推出“夜门诊”，方便上班族看牙、看颈椎。",
    "受暴雨影响，G107国道部分路段积水，请绕行。",
    "鄱阳湖水位跌破8米，渔政部门加密巡护江豚。",
    "菜价回落：黄瓜每斤2.8元，蒜薹每斤4元。",
    "她把攒了四十年的邮票捐给了县档案馆。",
    "专家提醒，流感高发期应勤洗手、常通风、戴口罩。",
    "合作社引进水肥一体化设备，亩均节水三成。",
    "考古队在遗址中发现一件陶甗和两枚骨笄。",
    "下一步，将以数字化赋能基层治理。",
    "比赛以3∶2结束，主队逆转取胜。",
    "本月起，个体工商户可在手机上办理注销。",
    "雨刚停，环卫工就开始清扫落叶。",
    "嫦娥石的名字，来自月壤里的一粒微小晶体。",
    "法院依法判处被告人有期徒刑三年，缓刑四年。",
    "牡丹开了，街上尽是穿汉服的年轻人。",
    "今年的中央一号文件，继续聚焦乡村全面振兴。",
    "郑州，简称“郑”，古称商都。",
    "暖气不热怎么办？请拨打12345。",
)
TRADITIONAL_SENTENCES = (
    "昨日上午，市政府召開老舊社區更新說明會。",
    "記者從氣象署獲悉，今晚至明天有局部陣雨。",
    "截至九月底，全縣新增登記企業一百二十六家。",
    "捷運環狀線預計明年六月通車，票價二十元起。",
    "「這條路修好了，孩子上學不必再繞遠路。」村民說。",
    "受強烈大陸冷氣團影響，最低溫將降到攝氏八度。",
    "圖書館的修復師每天與蟲蛀、黴斑打交道。",
    "稻米總產量連續九年維持在一百三十萬公噸以上！",
    "誰來替這棵三百歲的茄苳樹撐腰？",
    "會議強調，要落實責任，補齊短板，守住安全底線。",
    "港口貨櫃吞吐量較去年成長百分之七點三。",
    "消防員從水溝裡救出一隻獼猴，隨後野放山林。",
    "龔磊、闞玥、祁昊鑫三人獲得一等獎。",
    "《黃河大合唱》在體育館演出，觀眾起立鼓掌。",
    "醫院推出夜間門診，方便上班族看牙、看頸椎。",
    "受豪雨影響，台九線部分路段積水，請改道行駛。",
    "水庫水位跌破八公尺，自來水公司呼籲節約用水。",
    "菜價回跌：小黃瓜每斤二十八元，高麗菜每顆四十元。",
    "她把珍藏四十年的郵票捐給了縣史館。",
    "專家提醒，流感高峰期應勤洗手、戴口罩。",
    "合作社引進自動灌溉設備，每公頃省水三成。",
    "考古隊在遺址中發現一件陶甗與兩枚骨笄。",
    "下一步，將以數位化提升基層治理。",
    "比賽以三比二結束，主隊逆轉勝。",
    "本月起，商號可在手機上辦理歇業登記。",
    "雨剛停，清潔隊員就開始清掃落葉。",
    "立法會昨日三讀通過，條例將於下月生效。",
    "法院依法判處被告有期徒刑三年，緩刑四年。",
    "櫻花開了，街上盡是賞花的遊客。",
    "今年的施政報告，繼續聚焦房屋與土地供應。",
    "澳門，舊稱濠鏡，以博彩業與旅遊業聞名。",
    "停電怎麼辦？請撥打客服專線。",
)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (NEWS, "utf-8"),
        (NEWS, "utf-8-sig"),
        (NEWS, "gb18030"),
        (NEWS, "gb2312"),
        (NEWS, "utf-16"),
        (NEWS, "utf-32"),
        (TRADITIONAL, "big5"),
        (TRADITIONAL, "gb18030"),
        (TRADITIONAL, "utf-8"),
    ],
)
def test_news_decodes(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("count", [1, 5, 20])
@pytest.mark.parametrize("encoding", ["gb18030", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("start", range(len(SIMPLIFIED_SENTENCES)))
def test_simplified_sentences_decode_without_a_mark(start: int, encoding: str, count: int) -> None:
    text = "\n".join((SIMPLIFIED_SENTENCES * 2)[start : start + count])
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("count", [1, 5, 20])
@pytest.mark.parametrize("encoding", ["big5", "gb18030", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("start", range(len(TRADITIONAL_SENTENCES)))
def test_traditional_sentences_decode_without_a_mark(start: int, encoding: str, count: int) -> None:
    text = "\n".join((TRADITIONAL_SENTENCES * 2)[start : start + count])
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("text", ["GDP up 5.2 percent.\n", "3\n", "总量12345吨\r\nOK\r\n"])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_ascii_in_utf16_without_a_mark_is_known_by_its_empty_bytes(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text.replace("\r\n", "\n")


@pytest.mark.parametrize(
    "text", ["水电站位于䶮江上游，镇长陈䴖、村民李㛃到场。", "新元素𬭊、𬭛、𬭶、鿔写入教材。", "𠮷田先生来访。"]
)
def test_rare_characters_take_four_bytes_in_gb18030(text: str) -> None:
    data = text.encode("gb18030")
    assert len(data) > 2 * len(text)
    assert decode(data) == text


def test_line_ends_become_newlines() -> None:
    assert decode("一\r\n二\r三\n".encode()) == "一\n二\n三\n"


def _decode(data: bytes) -> tuple[str, str]:
    try:
        return decode(data, "a.txt"), ""
    except InputError as error:
        return "", str(error)


def _damaged(text: str, encoding: str, at: str, damage: bytes) -> bytes:
    before, after = text.split(at)
    return before.encode(encoding) + damage + after.encode(encoding)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            _damaged("城东新桥通车。\n全长1.8公*里。\n", "utf-8", "*", b"\xe5\x85"),
            "a.txt is UTF-8 with damage: line 2, character 7 (byte 35, 0xe5)",
        ),
        (
            _damaged("\ufeff龚*鑫、阚玥。", "utf-8", "*", b"\xff"),
            "a.txt is UTF-8 with damage: line 1, character 2 (byte 7, 0xff)",
        ),
        (
            "".join(SIMPLIFIED_SENTENCES).encode()[:-1],
            "a.txt is UTF-8 with damage: line 1, character",
        ),
        (
            _damaged("城东新桥*通车，*市民出行更方便。\n", "utf-8", "*通车，*", b"\x80\xfe"),
            "a.txt is UTF-8 with damage: line 1, character 5 (byte 13, 0x80) and 1 more",
        ),
        (
            "昨日上午，城东区召开老旧小区改造推进会。".encode("gb18030")[:-1],
            "a.txt is GB18030 with damage: line 1, character 20 (byte 39, 0xa1)",
        ),
        (
            _damaged("城东新桥通车。\n全长*里。", "utf-16", "*", b"\x00\xd8"),
            "a.txt is UTF-16 with damage: line 2, character 3",
        ),
    ],
)
def test_damage_is_named_by_its_place_and_never_guessed_at(data: bytes, message: str) -> None:
    with pytest.raises(InputError) as caught:
        decode(data, "a.txt")
    assert str(caught.value).startswith(message)
    assert str(caught.value).endswith(": write there what was meant, and save the file as UTF-8")


@given(st.integers(0, 29), st.data())
def test_one_bad_byte_never_turns_utf8_into_another_encoding(start: int, data: st.DataObject) -> None:
    text = "\n".join((SIMPLIFIED_SENTENCES + TRADITIONAL_SENTENCES)[start : start + 3])
    intact = bytearray(text.encode())
    at = data.draw(st.integers(0, len(intact) - 1))
    intact[at] = data.draw(st.sampled_from([0x80, 0xBF, 0xC0, 0xFE, 0xFF]))
    decoded, error = _decode(bytes(intact))
    # A byte that makes another character of UTF-8 is no damage.
    assert "UTF-8 with damage: line" in error or decoded.encode() == bytes(intact)


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        bytes(range(256)),
        b"ID3\x03\x00\x00\x01\x02" * 40,
        b"\x00\x01\x02\x03" * 20,
        b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00\xdf\xa4\xd2lZ\x01\x00\x00 \x05\x00\x00",
        b"\xff\xfe" + b"\x00" * 40,
    ],
)
def test_binary_files_are_named(data: bytes) -> None:
    with pytest.raises(InputError, match=r"^a\.txt is not a text file: save it as plain text"):
        decode(data, "a.txt")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_any_utf8_comes_back(text: str) -> None:
    assert decode(text.encode()) == text.removeprefix("\ufeff")


@given(st.binary(max_size=80))
def test_any_bytes_are_text_or_one_clear_line(data: bytes) -> None:
    _, error = _decode(data)
    assert not error or (error.startswith("a.txt is ") and "\n" not in error)
