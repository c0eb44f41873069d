"""Writes the cases.json of a tokenizer fixture with the Rust tokenizers library, as our oracle.

Run from the repository root: python tests/parity/tokenizer_cases.py
Reads public/models/all-minilm-l6-v2/tokenizer.json (another file may be named as first argument).
Made with tokenizers 0.23.3.
"""

import json
import pathlib
import random
import sys

from tokenizers import Tokenizer

SOURCE = pathlib.Path("public/models/all-minilm-l6-v2/tokenizer.json")
OUT = pathlib.Path("tests/fixtures/tokenizers/all-minilm-l6-v2/cases.json")

PLAIN = [
    "", " ", "\n", "\t\t", "a", "A", ".", "Hello, world!", "  leading and trailing  ",
    "don't won't can't I'm you're it's", "e-mail user.name+tag@example.co.uk now",
    "https://example.com/a/b?c=d&e=f#g", "C:\\Users\\me\\file.txt", "/usr/local/bin", "3.14159",
    "1,000,000.50", "1e-10", "0x1F", "50%", "$9.99", "€20", "£5", "¥100", "₹99", "№5", "½ ⅔ ¾",
    "x²+y³=z₄", "①②③", "Ⅷ", "٣٤٥", "१२३", "for (int i = 0; i < n; ++i) { a[i] += b[i]; }",
    "def f(x: int) -> str:\n    return f\"{x!r}\"", "SELECT * FROM t WHERE a='b';",
    "<div class=\"x\">&nbsp;</div>", "{\"k\": [1, 2, null]}", "a_b_c __init__ snake_case",
    "camelCase PascalCase SCREAMING", "!!!???...", "-----", "=====", "~`|\\^", "@#$%&*()",
    "\"quotes\" 'single' “curly” ‘single’ «guillemets»", "em—dash en–dash hyphen-minus",
    "ellipsis… bullet • middle·dot", "unaffable antidisestablishmentarianism", "xqzvwk",
    "a" * 100, "a" * 101, "word " * 60, "é" * 101, "supercalifragilisticexpialidocious" * 4,
]
ACCENTS = [
    "café naïve résumé", "cafe\u0301", "ÀÉÎÕÜ", "Ångström \u212b", "ñandú", "Čeština ŽLUŤOUČKÝ", "Łódź",
    "İstanbul ısı", "ß ẞ straße STRASSE", "Æsop Œuvre", "ø Ø đ Đ", "ﬁ ﬂ ligatures", "Ǆ ǅ ǆ",
    "Việt Nam Tiếng Việt", "q\u0307\u0323", "q\u0323\u0307", "\u0301leading mark", " \u0301 spaced",
    "a\u0301\u0302\u0303\u0304", "Zalgo t\u0336e\u0337x\u0338t", "\u1e9b\u0323", "\u2126 ohm Ω", "K kelvin \u212a",
]
GREEK_CYRILLIC = [
    "ΟΔΥΣΣΕΥΣ", "Σ", "ΣΑΣ", "ΑΣ ΒΣ", "ΑΣ.", "ς σ Σ", "Σίσυφος", "ΠΑΝΤΕΛΗΣ'", "ΑΣ\u0301", "ΆΈΉ",
    "Привет, мир!", "ЁЛКА ёлка", "Й й и\u0306", "Київ", "ЊЉ", "Ѣ",
]
ASIAN = [
    "你好世界", "中文 and English 混合", "我爱北京天安门。", "「こんにちは」", "カタカナ ひらがな", "ｶﾀｶﾅ",
    "がぎぐ か\u3099", "東京タワー2024年", "한국어 텍스트", "\u1112\u1161\u11ab", "각 ᄀ", "𠀀𠀁𠮷野家", "\U0002b740x\U0002b81d",
    "\U0002b820\U0002ceaf", "\U0002f800", "\u9fff\u3400\u4dbf\uf900\ufaff", "\U00030000", "〆々〇", "，。！？；：（）", "ＡＢＣ　１２３",
    "ไทยภาษา", "ភាសាខ្មែរ", "မြန်မာ", "हिन्दी में", "বাংলা", "தமிழ்", "తెలుగు", "ಕನ್ನಡ", "ગુજરાતી",
]
RIGHT_TO_LEFT = [
    "مرحبا بالعالم", "السَّلَامُ عَلَيْكُمْ", "אָלֶף בֵּית", "שלום", "فارسی می\u200cخواهم", "\u202eevil\u202c", "\u200fmark\u200e",
    "٪؟،؛", "پښتو", "ܫܠܡܐ",
]
EMOJI = [
    "😀", "hello 👋🏽 there", "👨‍👩‍👧‍👦", "🇩🇪🇯🇵", "❤️ ❤", "🏳️‍🌈", "1️⃣ #️⃣", "😀😀😀", "a😀b", "™ © ®", "☺︎", "🫠", "𝓗𝓮𝓵𝓵𝓸", "𝟘𝟙",
    "🅰🅱", "♠♣♥♦", "→ ⇒ ↯", "∑∏∫√∞≈≠", "░▒▓█", "\U0001fae8", "⠓⠑⠇⠇⠕",
]
CONTROLS = [
    "a\u0000b", "a\u0001b\u0002", "a\u0085b", "a\u00a0b", "a\u00adb", "a\u1680b", "a\u180eb", "a\u2000\u2003\u2009b",
    "a\u200bb", "a\u200cb", "a\u200db", "a\u2028b\u2029c", "a\u202fb", "a\u205fb", "a\u2060b", "a\u3000b", "a\ufeffb",
    "\ufeffstart", "a\ufffdb", "a\ue000b", "a\U000f0000b", "a\u007fb", "a\u009fb", "a\x0bb", "a\x0cb", "a\rb\r\nc", "a\x1cb\x1db\x1eb\x1f",
    "a\u0378b", "a\ufffeb", "a\U000e0001b", "a\ufff9b\ufffb", "\u0600\u06dd", "tab\there\nnew", "a\u115fb\u1160c\u3164d",
    "a\u034fb", "a\u2800b", "a\u0f0bb", "a\u104ab",
]
SPECIALS = [
    "[CLS]", "[SEP]", "[MASK] is here", "a[SEP]b", "[UNK] [PAD]", "[cls]", "[MASK][MASK]", "[ MASK ]", "##ing", "un ##aff ##able",
    "[unused1]", "[SEP", "[[SEP]]", " [MASK] ", "x[MASK]\u0301y",
]
PAIR_MAX = [None, 128, 16, 9, 8, 7, 4, 3]


def mixed(count: int) -> list[str]:
    """Random strings over blocks that differ in treatment; the seed makes them the same each time."""
    rng = random.Random(20)
    ranges = [(0x20, 0x7E), (0xA1, 0x17F), (0x370, 0x3FF), (0x400, 0x45F), (0x5D0, 0x5EA), (0x4E00, 0x4E80),
              (0x300, 0x330), (0x3041, 0x30FF), (0x2000, 0x206F), (0x1F600, 0x1F640), (0xAC00, 0xAC40)]
    texts = []
    for _ in range(count):
        picks = rng.choices(ranges, k=rng.randint(1, 40))
        texts.append("".join(chr(rng.randint(*pick)) if rng.random() > 0.2 else " " for pick in picks))
    return texts


def main() -> None:
    tokenizer = Tokenizer.from_file(str(sys.argv[1] if len(sys.argv) > 1 else SOURCE))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    texts = PLAIN + ACCENTS + GREEK_CYRILLIC + ASIAN + RIGHT_TO_LEFT + EMOJI + CONTROLS + SPECIALS + mixed(60)
    single = []
    for text in texts:
        ids = tokenizer.encode(text).ids
        single.append({"text": text, "ids": ids, "decoded": tokenizer.decode(ids, skip_special_tokens=True)})
    rng = random.Random(7)
    pairs = []
    for number in range(64):
        limit = PAIR_MAX[number % len(PAIR_MAX)]
        first, second = rng.choice(texts), rng.choice(texts)
        if number % 3 == 0:
            first = first + " " + " ".join(rng.choices(PLAIN, k=2))
        tokenizer.no_truncation()
        full = len(tokenizer.encode(first, second).ids)
        if limit is not None:
            tokenizer.enable_truncation(limit, strategy="longest_first")
        encoding = tokenizer.encode(first, second)
        pairs.append({"text": first, "pair": second, "maxTokens": limit, "ids": encoding.ids,
                      "typeIds": encoding.type_ids, "fullLength": full})
    truncated = []
    for text in ["word " * 60, "你好世界" * 5, "Hello, world! " * 5, ""]:
        for limit in [2, 3, 7, 64]:
            tokenizer.enable_truncation(limit)
            truncated.append({"text": text, "maxTokens": limit, "ids": tokenizer.encode(text).ids})
    OUT.parent.mkdir(parents=True, exist_ok=True)
    cases = {"single": single, "pairs": pairs, "truncated": truncated}
    OUT.write_text(json.dumps(cases, ensure_ascii=True, separators=(",", ":")).replace("},{", "},\n{") + "\n")


if __name__ == "__main__":
    main()
