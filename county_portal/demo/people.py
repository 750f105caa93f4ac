"""Invented people: names that sound like a northern county, sign-ins nobody shares."""

from random import Random
from typing import Final

from pypinyin import lazy_pinyin

SURNAMES: Final = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
    "范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
FIRST: Final = "建国志文明晓小玉桂秀海春永德福云俊立红振家庆国玉广长新世金景宏兆凤瑞嘉思雨子一"
SECOND: Final = "强军华平伟芳敏静丽杰磊涛超波辉兰梅英霞刚鹏飞宁凯琳娜婷洁峰斌龙宇欣怡然泽轩航阳晨雪莹慧"


class Register:
    """Draws names and sign-ins; the same seed gives the same people in the same order."""

    def __init__(self, random: Random, taken: frozenset[str]) -> None:
        self._random = random
        self._taken = set(taken)
        self._names: set[str] = set()

    def name(self) -> str:
        """A name of two or three characters that nobody has yet."""
        while True:
            given = self._random.choice(SECOND)
            if self._random.random() < 0.82:
                given = self._random.choice(FIRST) + given
            name = self._random.choice(SURNAMES) + given
            if name not in self._names and len(set(name)) == len(name):
                self._names.add(name)
                return name

    def username(self, name: str) -> str:
        """Surname in full and initials of the rest, as the cast has it: 高文远 → gaowy, the next one gaowy2."""
        sounds = lazy_pinyin(name)
        stem = sounds[0] + "".join(sound[0] for sound in sounds[1:])
        username, number = stem, 1
        while username in self._taken:
            number += 1
            username = f"{stem}{number}"
        self._taken.add(username)
        return username


def resident_number(random: Random, area: str, youngest: int, oldest: int, sequence: int) -> str:
    """An 18-character number of an area that does not exist, born between the two years, with its check character."""
    body = f"{area}{random.randint(youngest, oldest)}{random.randint(1, 12):02d}{random.randint(1, 28):02d}"
    body += f"{sequence % 1000:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True))
    return body + "10X98765432"[total % 11]
