"""The polyphone network: g2pM's small recurrent network, asked for characters that no word and no rule settles.

The weights are those that the ``g2pM`` package ships (Park & Lee, "A Neural Grapheme-to-Phoneme Conversion Package for
Mandarin Chinese Based on a New Open Benchmark Dataset", Interspeech 2020; Apache-2.0): 64-wide character embeddings,
one LSTM of 32 units in each direction, two layers on top. Its code is not used: here a batch of windows runs at once.
"""

from __future__ import annotations

import hashlib
import io
import pickle
import re
from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from audiocast.errors import ConfigError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WINDOW_CHARS = 8
"""How far the network looks to each side; it never looks past the end of the sentence."""

TRAINED = frozenset(
    "俊宿晃据散饮糊脉卒趟驮万上中乘乙干了予亟亹什仆仇仔同仡令任伯估伺似佃占佚佛作佣侗供便系俞俟倒倘假偈侧咱傀传偻僮价尽儿克免冠几凹分切划别刨刷刺削剌刹创剥剡剿劈劲勒勾化匮匹匾区卜卡"
    "卷厂厕参叉句叨只召可叶吁合吐吒否吧听吱呐呢呵和咋咥咧咯咳咽哄哇哈哏哦哩哪哺呗唉唯唷啊哑啦喂喇喔喝丧单哟喳呛吗嗯嘌哗唠嘲噌喷当吓嚓啰囤囱圈圜圩地坊坻垛埋埏埔堡场塞压大夫夯夹奄奇奔"
    "奘女好妻委姥娜娩媛嬛子孱宁将少鲜尺尾尿居屏属屯峇峒崴嵌崭巂差帖幢广底度厦廑庑弄弟强弹待得徼忒恁悄悝闷恶应戌扁扇扎扒打扛扳把折拗抹拂拓拚拽拾挑挨挟捋舍扫抡掖挣采揣背抢搂摸掺撇撒操"
    "撩撮挝擂挡担拧搁攒教数敛斗旄旋晟晕曲更曾会服朝朮朴杆杈杓杠杷杻板枸柏柜查校桁桄桔棹椎楂楞楷乐樘模横档槛正歪殷比氏氐氓汗汞沈沉没沓冲泊泡泥浜涌凉淋混浅渠涡湮汤溺漂溇沤涨渐浆澄澹蒙"
    "济濯瀑泷炅炔炮炸为焌煞熜熨熬燎燕爪片牟率王玟琢瑱甚甬町畜番畲疸症疟发的盛监荡相省看眯矫石硐碌磕磨秘祭禁禅禺离秤稍种称稽空窨竺答节簸笼粘粥糜纪约纥累结绦絜络给综绷缀绰缉缊缝纤缪繇"
    "缯罢翟翘耙耶肖肚胖脯腊脚膀膏臊脏臭与兴铺般艮色草艾芍芥芯芸芾苔苕茄茆茜荑荷莎莘莞菌华菲菸落着葛莳盖蓼蔓蔚蕃蕉薄荠藉藏处号蚌蛤蜇虾蚂蠡行术衣衰裨褚褪褶要覃见亲觉观角觜解訾语说调论"
    "谥谜谩识谯读豁岂豊貉贲贾赚足跂跑踏跄蹶车轧轴轲载毂转辙辟迤追适通逮过远还边那都酊酢重量钌钉钯钿鉄铣铫铤锔锯镐镝镡铛钻长间閤阆阏阇阙阿陂降陆隆隗隐雀隽难雨露靓靡页顷颉颏头食馏馕冯"
    "骑鬲鸟鹄丽么龈"
)
"""The polyphones that it was trained on; what it says of others means nothing."""

_BATCH = 256
_UNITS = 32
_SHUT = -1e9
_BEGIN, _END, _UNKNOWN = "시", "끝", "<UNK>"
_SENTENCE_END = re.compile("[。！？!?\n]")
_DIGESTS = {
    "np_ckpt.pkl": "5b38c21cbaeb5f9b2f5d0bf872487de0fc22f91a3b26189b7d998136d2c8d3ae",
    "char2idx.pkl": "e41861f3af2debb342d3555d970db47b22e5d35c8e0190722dfb9b39c941988c",
    "class2idx.pkl": "b17a497ee9618e6d5c2f7814ab7f847d80a3cb757e92423774781e4d3dc56c49",
}


class Guess(NamedTuple):
    """What the network takes a character for; ``share`` is the part of its belief that the reading has."""

    reading: str
    share: float


class _Network:
    def __init__(self) -> None:
        import numpy as np

        weights: dict[str, NDArray[np.float32]] = _unpickle("np_ckpt.pkl")
        self._tokens: dict[str, int] = _unpickle("char2idx.pkl")
        classes: dict[str, int] = _unpickle("class2idx.pkl")
        self._classes = {reading.replace("u:", "v"): number for reading, number in classes.items()}
        halves = np.ones(4 * _UNITS, dtype=np.float32)
        # A sigmoid is half a hyperbolic tangent, so one call does all four gates (input, forget, cell, output).
        halves[: 2 * _UNITS] = halves[3 * _UNITS :] = 0.5
        self._embedding = weights["embedding.weight"]
        ends = ("l0", "l0_reverse")
        self._inward = np.stack([weights[f"lstm.weight_ih_{end}"].T * halves for end in ends])
        self._inner = np.stack([weights[f"lstm.weight_hh_{end}"].T * halves for end in ends])
        biases = [(weights[f"lstm.bias_ih_{end}"] + weights[f"lstm.bias_hh_{end}"]) * halves for end in ends]
        self._bias = np.stack(biases)[:, None, None, :]
        self._first = (weights["logit_layer.0.weight"].T, weights["logit_layer.0.bias"])
        self._second = (weights["logit_layer.2.weight"].T, weights["logit_layer.2.bias"])

    def guess(self, text: str, offsets: Sequence[int], readings: Sequence[Sequence[str]]) -> list[Guess | None]:
        found: list[Guess | None] = []
        for start in range(0, len(offsets), _BATCH):
            beliefs = self._beliefs([_sides(text, offset) for offset in offsets[start : start + _BATCH]])
            for belief, choices in zip(beliefs, readings[start : start + _BATCH], strict=True):
                found.append(self._best(belief, choices))
        return found

    def _best(self, belief: NDArray[np.float32], choices: Sequence[str]) -> Guess | None:
        known = [(float(belief[self._classes[each]]), each) for each in choices if each in self._classes]
        total = sum(share for share, _ in known)
        if total < 0.5:
            return None
        share, reading = max(known)
        return Guess(reading, share / total)

    def _beliefs(self, sides: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        import numpy as np

        unknown = self._tokens[_UNKNOWN]
        length = max(len(side) for pair in sides for side in pair)
        numbers = np.zeros((2, len(sides), length), dtype=np.intp)
        shut = np.ones((2, len(sides), length), dtype=bool)
        for row, pair in enumerate(sides):
            for way, side in enumerate(pair):
                numbers[way, row, length - len(side) :] = [self._tokens.get(char, unknown) for char in side]
                shut[way, row, length - len(side) :] = False
        gates = self._embedding[numbers] @ self._inward[:, None] + self._bias
        # A shut input gate keeps the state at zero until the window begins.
        gates[..., :_UNITS][shut] = _SHUT
        gates = np.ascontiguousarray(gates.transpose(2, 0, 1, 3))
        state = np.zeros((2, len(sides), _UNITS), dtype=np.float32)
        cell = np.zeros_like(state)
        for gate in gates:
            open_ = np.tanh(gate + state @ self._inner)
            entry, keep, new, out = (open_[..., at : at + _UNITS] for at in range(0, 4 * _UNITS, _UNITS))
            cell = 0.5 * (keep + 1) * cell + 0.5 * (entry + 1) * new
            state = 0.5 * (out + 1) * np.tanh(cell)
        hidden = np.concatenate([state[0], state[1]], axis=1)
        logits = np.maximum(hidden @ self._first[0] + self._first[1], 0) @ self._second[0] + self._second[1]
        shares = np.exp(logits - logits.max(axis=1, keepdims=True))
        result: NDArray[np.float32] = shares / shares.sum(axis=1, keepdims=True)
        return result


def _sides(text: str, offset: int) -> tuple[str, str]:
    """Return what leads up to the character from the left and, backwards, from the right; both end in it."""
    left = text[max(0, offset - WINDOW_CHARS) : offset]
    ends = [match.end() for match in _SENTENCE_END.finditer(left)]
    if ends:
        left = left[ends[-1] :]
    if ends or offset <= WINDOW_CHARS:
        left = _BEGIN + left
    right = text[offset + 1 : offset + 1 + WINDOW_CHARS]
    end = _SENTENCE_END.search(right)
    if end:
        right = right[: end.end()] + _END
    elif offset + 1 + WINDOW_CHARS >= len(text):
        right += _END
    return left + text[offset], right[::-1] + text[offset]


@lru_cache(maxsize=1)
def _network() -> _Network:
    return _Network()


def guess(text: str, offsets: Sequence[int], readings: Sequence[Sequence[str]]) -> list[Guess | None]:
    """Return what the network takes the characters at ``offsets`` for; None where it knows none of the readings.

    Args:
        text: any text; only ``WINDOW_CHARS`` to each side within the sentence matter.
        offsets: where the characters are.
        readings: the readings between which the network may choose, for each offset.

    Raises:
        ConfigError: the weights are missing or are not those this version was measured with.
    """
    return _network().guess(text, offsets, readings) if offsets else []


class _Unpickler(pickle.Unpickler):
    """Reads what a pickle of plain containers and numpy arrays needs, and nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        import numpy as np

        if (module, name) == ("numpy.core.multiarray", "_reconstruct"):
            return np.empty(0).__reduce__()[0]
        if (module, name) in {("numpy", "ndarray"), ("numpy", "dtype")}:
            return getattr(np, name)
        raise pickle.UnpicklingError(f"{module}.{name} is not allowed")


def _unpickle(name: str) -> Any:
    way_out = "pip install --force-reinstall g2pM==0.1.2.5"
    try:
        data = Path(str(distribution("g2pM").locate_file(f"g2pM/{name}"))).read_bytes()
    except (PackageNotFoundError, OSError) as error:
        raise ConfigError(f"the polyphone network ({name}) is missing", way_out=way_out) from error
    if hashlib.sha256(data).hexdigest() != _DIGESTS[name]:
        raise ConfigError(f"the polyphone network ({name}) is damaged or of another version", way_out=way_out)
    return _Unpickler(io.BytesIO(data)).load()
