"""A short list of voices as the service words it: out of order, with a voice that no table of ours has."""

from __future__ import annotations

from typing import Any

SERVICE_VOICES = (
    ("en-US", "en-US-EmmaMultilingualNeural", "Female", ["Conversation"], ["Cheerful"]),
    ("zh-HK", "zh-HK-WanLungNeural", "Male", ["General"], ["Friendly", "Positive"]),
    ("zh-TW", "zh-TW-YunJheNeural", "Male", ["General"], ["Friendly", "Positive"]),
    ("zh-CN-liaoning", "zh-CN-liaoning-XiaobeiNeural", "Female", ["Dialect"], ["Humorous"]),
    ("zh-CN", "zh-CN-YunyangNeural", "Male", ["News"], ["Professional", "Reliable"]),
    ("zh-CN", "zh-CN-XinwenNeural", "Female", ["News"], ["Calm"]),
    ("zh-CN", "zh-CN-XinwenMultilingualNeural", "Female", ["News"], ["Calm"]),
)


def service_entry(
    locale: str, name: str, gender: str, categories: list[str], personalities: list[str]
) -> dict[str, Any]:
    return {
        "Name": f"Microsoft Server Speech Text to Speech Voice ({locale}, {name.removeprefix(locale + '-')})",
        "ShortName": name,
        "Gender": gender,
        "Locale": locale,
        "SuggestedCodec": "audio-24khz-48kbitrate-mono-mp3",
        "FriendlyName": name,
        "Status": "GA",
        "VoiceTag": {"ContentCategories": categories, "VoicePersonalities": personalities},
    }
