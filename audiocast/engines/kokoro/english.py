"""Latin words inside Chinese text, as Kokoro's English phonemes: a small lexicon, else letter by letter.

Notation: A eɪ, I aɪ, O oʊ, W aʊ, Y ɔɪ, ᵊ a slight schwa; ˈ and ˌ stand before the stressed vowel.
"""

from __future__ import annotations

import re

LETTERS = {
    "a": "ˈA", "b": "bˈi", "c": "sˈi", "d": "dˈi", "e": "ˈi", "f": "ˈɛf", "g": "ʤˈi", "h": "ˈAʧ", "i": "ˈI",
    "j": "ʤˈA", "k": "kˈA", "l": "ˈɛl", "m": "ˈɛm", "n": "ˈɛn", "o": "ˈO", "p": "pˈi", "q": "kjˈu", "r": "ˈɑɹ",
    "s": "ˈɛs", "t": "tˈi", "u": "jˈu", "v": "vˈi", "w": "dˈʌbᵊlju", "x": "ˈɛks", "y": "wˈI", "z": "zˈi",
}  # fmt: skip

WORDS = {
    # Names of products and companies
    "adobe": "ədˈObi", "airbnb": "ˈɛɹbiənbi", "airbus": "ˈɛɹbʌs", "airpods": "ˈɛɹpɑdz", "alibaba": "ˌɑlibˈɑbə",
    "alphago": "ˈælfəɡO", "amazon": "ˈæməzɑn", "android": "ˈændɹYd", "apple": "ˈæpᵊl", "audi": "ˈWdi",
    "baidu": "bˈIdu", "benz": "bˈɛnz", "bing": "bˈɪŋ", "bitcoin": "bˈɪtkYn", "bloomberg": "blˈumbɜɹɡ",
    "boeing": "bˈOɪŋ", "bosch": "bˈɑʃ", "chatgpt": "ʧˈæt ʤˌi pˌi tˈi", "chrome": "kɹˈOm", "cisco": "sˈɪskO",
    "claude": "klˈɔd", "copilot": "kˈOpIlət", "costco": "kˈɔstkO", "covid": "kˈOvɪd", "deepmind": "dˈipmInd",
    "deepseek": "dˈipsik", "disney": "dˈɪzni", "dji": "dˌi ʤˌA ˈI", "ebay": "ˈibA", "edge": "ˈɛʤ",
    "excel": "ɪksˈɛl", "facebook": "fˈAsbʊk", "gemini": "ʤˈɛmɪnI", "github": "ɡˈɪthʌb", "google": "ɡˈuɡᵊl",
    "haier": "hˈIɜɹ", "honda": "hˈɑndə", "huawei": "wˈɑwA", "ikea": "IkˈiA", "instagram": "ˈɪnstəɡɹæm",
    "intel": "ˈɪntɛl", "ipad": "ˈIpæd", "iphone": "ˈIfOn", "ipod": "ˈIpɑd", "java": "ʤˈɑvə",
    "lenovo": "lənˈOvO", "linux": "lˈɪnəks", "linkedin": "lˌɪŋktˈɪn", "mac": "mˈæk", "macbook": "mˈækbʊk",
    "meta": "mˈɛtə", "microsoft": "mˈIkɹəsɔft", "midjourney": "mˈɪdʤɜɹni", "nasa": "nˈæsə", "nasdaq": "nˈæzdæk",
    "nato": "nˈATO", "netflix": "nˈɛtflɪks", "nike": "nˈIki", "nokia": "nˈOkiə", "nvidia": "ɛnvˈɪdiə",
    "office": "ˈɔfɪs", "openai": "ˈOpᵊn ˌA ˈI", "opec": "ˈOpɛk", "oppo": "ˈɑpO", "oracle": "ˈɔɹəkᵊl",
    "paypal": "pˈApæl", "photoshop": "fˈOTOʃɑp", "python": "pˈIθɑn", "qualcomm": "kwˈɑlkɑm", "reuters": "ɹˈYTɜɹz",
    "safari": "səfˈɑɹi", "samsung": "sˈæmsʌŋ", "siri": "sˈɪɹi", "skype": "skˈIp", "snapchat": "snˈæpʧæt",
    "sora": "sˈɔɹə", "sony": "sˈOni", "spacex": "spˌAs ˈɛks", "spotify": "spˈɑTəfI", "starbucks": "stˈɑɹbʌks",
    "starlink": "stˈɑɹlɪŋk", "steam": "stˈim", "taobao": "tˈWbW", "telegram": "tˈɛləɡɹæm", "temu": "tˈimu",
    "tencent": "tˈɛnsɛnt", "tesla": "tˈɛslə", "tiktok": "tˈɪktɑk", "toyota": "tOjˈOTə", "twitter": "twˈɪTɜɹ",
    "uber": "ˈubɜɹ", "unesco": "junˈɛskO", "unicef": "jˈunɪsɛf", "visa": "vˈizə", "vivo": "vˈivO",
    "walmart": "wˈɔlmɑɹt", "wechat": "wˈiʧæt", "whatsapp": "wˈʌtsæp", "wikipedia": "wˌɪkɪpˈidiə",
    "windows": "wˈɪndOz", "word": "wˈɜɹd", "xbox": "ˈɛksbɑks", "xiaomi": "ʃˈWmi", "yahoo": "jˈɑhu",
    "youtube": "jˈutub", "zoom": "zˈum",
    # Words that Chinese papers leave in English
    "agent": "ˈAʤᵊnt", "and": "ænd", "app": "ˈæp", "apps": "ˈæps", "art": "ˈɑɹt", "baby": "bˈAbi",
    "band": "bˈænd", "bank": "bˈæŋk", "beta": "bˈATə", "big": "bˈɪɡ", "black": "blˈæk", "blog": "blˈɔɡ",
    "blue": "blˈu", "bug": "bˈʌɡ", "bus": "bˈʌs", "business": "bˈɪznəs", "buy": "bˈI", "cafe": "kæfˈA",
    "center": "sˈɛntɜɹ", "chat": "ʧˈæt", "china": "ʧˈInə", "city": "sˈɪTi", "class": "klˈæs", "click": "klˈɪk",
    "clean": "klˈin", "cloud": "klˈWd", "club": "klˈʌb", "code": "kˈOd", "coffee": "kˈɔfi", "cool": "kˈul",
    "copy": "kˈɑpi", "cosplay": "kˈɑzplA", "data": "dˈATə", "day": "dˈA", "design": "dɪzˈIn", "diy": "dˌi ˌI wˈI",
    "drive": "dɹˈIv", "email": "ˈimAl", "expo": "ˈɛkspO", "family": "fˈæmli", "fashion": "fˈæʃən",
    "first": "fˈɜɹst", "flash": "flˈæʃ", "food": "fˈud", "forum": "fˈɔɹəm", "free": "fɹˈi", "game": "ɡˈAm",
    "global": "ɡlˈObᵊl", "go": "ɡˈO", "gold": "ɡˈOld", "good": "ɡˈʊd", "green": "ɡɹˈin", "group": "ɡɹˈup",
    "happy": "hˈæpi", "hello": "həlˈO", "hi": "hˈI", "high": "hˈI", "hold": "hˈOld", "home": "hˈOm",
    "hot": "hˈɑt", "hotel": "hOtˈɛl", "house": "hˈWs", "idea": "Idˈiə", "in": "ɪn", "international": "ˌɪntɜɹnˈæʃᵊnəl",
    "internet": "ˈɪntɜɹnɛt", "is": "ɪz", "km": "kˌA ˈɛm", "lab": "lˈæb", "life": "lˈIf", "light": "lˈIt",
    "link": "lˈɪŋk", "lite": "lˈIt", "live": "lˈIv", "logo": "lˈOɡO", "love": "lˈʌv", "mall": "mˈɔl",
    "max": "mˈæks", "metro": "mˈɛtɹO", "mini": "mˈɪni", "model": "mˈɑdᵊl", "music": "mjˈuzɪk", "my": "mI",
    "network": "nˈɛtwɜɹk", "new": "nˈu", "news": "nˈuz", "next": "nˈɛkst", "no": "nˈO", "note": "nˈOt",
    "of": "ʌv", "offer": "ˈɔfɜɹ", "ok": "OkˈA", "on": "ɔn", "one": "wˈʌn", "online": "ɔnlˈIn", "open": "ˈOpᵊn",
    "out": "ˈWt", "pad": "pˈæd", "park": "pˈɑɹk", "party": "pˈɑɹTi", "pay": "pˈA", "phone": "fˈOn",
    "plan": "plˈæn", "plus": "plˈʌs", "power": "pˈWɜɹ", "pro": "pɹˈO", "project": "pɹˈɑʤɛkt", "red": "ɹˈɛd",
    "robot": "ɹˈObɑt", "sale": "sˈAl", "service": "sˈɜɹvəs", "shop": "ʃˈɑp", "show": "ʃˈO", "sir": "sˈɜɹ",
    "smart": "smˈɑɹt", "sorry": "sˈɑɹi", "star": "stˈɑɹ", "store": "stˈɔɹ", "studio": "stˈudiO", "style": "stˈIl",
    "sun": "sˈʌn", "super": "sˈupɜɹ", "talk": "tˈɔk", "team": "tˈim", "tech": "tˈɛk", "the": "ðə", "time": "tˈIm",
    "to": "tu", "token": "tˈOkᵊn", "top": "tˈɑp", "turbo": "tˈɜɹbO", "ultra": "ˈʌltɹə", "up": "ˈʌp",
    "video": "vˈɪdiO", "view": "vjˈu", "vlog": "vlˈɔɡ", "wifi": "wˈI fI", "wi-fi": "wˈI fI", "world": "wˈɜɹld",
    "yes": "jˈɛs", "you": "ju", "your": "jɔɹ", "young": "jˈʌŋ",
}  # fmt: skip


def spell_or_say(word: str) -> str:
    """Return the phonemes of a run of Latin letters, with its parts joined by ``-``, ``'`` or ``&`` if any.

    A word of the lexicon is said, ``iPhone`` as well as ``IPHONE``; any other is spelled, as Chinese readers spell
    an unknown name or an abbreviation. Up to three capitals are initials (``IT``, ``APP``) and are spelled too.
    """
    if word.lower() in WORDS and not _is_initials(word):
        return WORDS[word.lower()]
    parts = [part for part in re.split(r"['’&-]", word) if part]
    if len(parts) > 1:
        joint = " ænd " if "&" in word else " "
        return joint.join(spell_or_say(part) for part in parts)
    return " ".join(LETTERS[letter] for letter in word.lower())


def _is_initials(word: str) -> bool:
    return word.isupper() and len(word) <= 3 and word not in ("BUG", "MAX", "NEW", "PRO")
