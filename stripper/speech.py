"""Words by which each language speaks to a reader, and by which it reports what somebody said.

Folded spellings: small letters, no accents. A language that is missing here takes the words of all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise, repeat

from stripper.fold import fold_phrase
from stripper.template import words_of

__all__ = [
    "Phrases",
    "addresses",
    "all_words",
    "impossible_languages",
    "is_function_word",
    "languages_out_of_place",
    "main_language",
    "may_be_a_name",
    "reports",
]

_ADDRESS = {
    "en": "you your yours us our ours we",
    "de": "sie ihnen ihr ihre ihrem ihren ihrer du dich dir dein deine deinem deinen deiner euch euer eure uns unser unsere unserem unseren unserer wir",
    "fr": "vous votre vos nous notre nos toi tu ton ta tes te",
    "es": "usted ustedes tu tus te ti nos nosotros nuestro nuestra nuestros nuestras su sus vos",
    "pt": "voce voces seu sua seus suas te teu tua nos nosso nossa nossos nossas conosco",
    "it": "tu tuo tua tuoi tue ti te vi vostro vostra vostri noi nostro nostra nostri nostre ci",
    "nl": "u uw je jij jou jouw jullie ons onze wij we",
    "sv": "du dig din ditt dina ni er oss var vart vara vi",
    "cs": "vy vas vam vase vasi vasem nas nam nase nasi nasem svuj svou vasich nasich",
    "pl": "ty ciebie cie ci twoj twoja twoje twojego panstwo nas nam nasz nasza nasze naszego naszej naszym swoj swoje swoja",
    "ru": "вы вас вам вами ваш ваша ваше ваши вашу вашей нас нам наш наша наше наши нашу нашей нашем нашего мы свои свою",
    "uk": "ви вас вам ваш ваша ваше ваші вашу нас нам наш наша наше наші нашу нашому нашої ми свою",
    "tr": "siz sizi size sizin sizler sizlere bizi bize bizim sen seni sana senin biz",
    "el": "σας εσας σου εσυ μας εμας",
    "id": "anda kamu kami kita",
    "vi": "ban quy chung toi",
    "fi": "sina sinun sinua sinulle te teidan teita teille meidan meita meille me",
    "ar": "لك لكم انت انتم نحن لنا معنا بنا لدينا موقعنا صفحتنا نشرتنا قناتنا بريدك بريدكم رايك رايكم"
    " تعليقك تعليقاتكم اشتراكك حسابك صفحاتنا حساباتنا منصاتنا تطبيقنا خدمتنا قراءنا",
    "fa": "شما ما شمارا مارا خودتان نظرتان ايميلتان دوستانتان لطفا",
    "hi": "आप आपके आपका आपकी आपको आपने हम हमें हमारे हमारी हमारा हमसे कृपया",
    "zh": "您 你 我们 我們 本站 本网 本網 请 請 欢迎 歡迎 敬请",
    "ja": "ください 下さい あなた お客様 当サイト 当社 弊社 私たち お寄せ ましょう",
    "ko": "여러분 저희 귀하 당신 하세요 바랍니다 주세요",
}
_REPORT = {
    "en": "say said says saying told tells added adds wrote writes stated states stating announced asked urged argued argues"
    " explained noted claimed claims insisted replied warned recalled joked reads testified declared tweeted"
    " shouted whispered quipped commented complained concluded|according to",
    "de": "sagte sagt erklarte teilte schrieb schreibt betonte kritisierte meinte fragte berichtete berichtet behauptete forderte",
    "fr": "declare declarait affirme affirmait explique expliquait ecrit precise estime raconte ajoute|a dit|selon lui|selon elle",
    "es": "dijo dice afirmo explico aseguro declaro senalo anadio escribio escribe indico manifesto conto",
    "pt": "disse afirmou explicou declarou escreveu contou acrescentou ressaltou diz",
    "it": "detto dice afferma spiega dichiarato scrive scritto aggiunto raccontato|secondo lui|ha spiegato",
    "nl": "zei zegt verklaarde schreef schrijft vertelde vertelt benadrukte liet",
    "sv": "sa sade sager sager berattade skrev skriver forklarade uppgav",
    "cs": "rekl rekla uvedl uvedla dodal dodala prohlasil napsal podotkl vysvetlil",
    "pl": "powiedzial powiedziala mowi dodal dodala napisal stwierdzil wyjasnil podkreslil oswiadczyl",
    "ru": "сказал сказала заявил заявила сообщил сообщила рассказал рассказала отметил отметила написал написала пояснил подчеркнул|по словам",
    "uk": "сказав сказала заявив заявила повідомив повідомила розповів розповіла зазначив зазначила написав|за словами",
    "tr": "dedi soyledi belirtti aciklad aciklamasinda ifade vurguladi yazdi",
    "el": "ειπε δηλωσε τονισε ανεφερε εγραψε προσθεσε",
    "id": "kata katanya ujar ujarnya tutur jelasnya menurutnya",
    "vi": "|ong noi|ba noi|anh noi|chi noi|noi rang|cho biet rang|cho hay|nhan manh|phat bieu|tuyen bo|khang dinh|ke lai",
    "fi": "sanoi kertoi kertoo totesi sanoo kirjoitti",
    "ar": "قال قالت قالوا وقال وقالت يقول تقول ويقول وتقول صرح صرحت اضاف واضاف اضافت واضافت اكد اكدت واكد واكدت اوضح اوضحت"
    " واوضح افاد افادت ذكر ذكرت اشار اشارت واشار اعلن اعلنت",
    "fa": "گفت گفتند گويد ميگويد افزود نوشت|گفته است|تاكيد كرد|اظهار كرد|اظهار داشت|بيان كرد|تصريح كرد|خاطرنشان كرد|اعلام كرد",
    "hi": "कहा कहना बताया बोले पूछा|के अनुसार|के मुताबिक",
    "zh": "表示 指出 称 說 说道 认为",
    "ja": "と述べ と話 と語 によると",
    "ko": "말했다 밝혔다 전했다 설명했다",
}
_NO_SPEAKER = frozenset(["your", "my", "our", "their", "the", "final", "a", "to"])  # "have your say"


class Phrases:
    """Words and short phrases to find among the words of a text.

    >>> phrases = Phrases(["says", "according to"])
    >>> list(phrases.positions("so says he according to her".split()))
    [1, 3]
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        self._rest: dict[str, list[list[str]]] = {}
        for phrase in phrases:
            first, *rest = words_of(fold_phrase(phrase))
            self._rest.setdefault(first, []).append(rest)

    def positions(self, words: Sequence[str], start: int = 0, end: int | None = None) -> Iterator[int]:
        """Where one of them begins within ``words[start:end]``."""
        for i in range(start, len(words) if end is None else end):
            for rest in self._rest.get(words[i], ()):
                if not rest or list(words[i + 1 : i + 1 + len(rest)]) == rest:
                    yield i
                    break


def _split(words: str) -> list[str]:
    single, *phrases = words.split("|")
    return [*single.split(), *phrases]


@cache
def addresses(language: str) -> Phrases:
    """Words that address the reader in this language."""
    return Phrases(_split(_ADDRESS.get(language) or " ".join(_ADDRESS.values())))


@cache
def _reporting() -> Phrases:
    return Phrases(word for words in _REPORT.values() for word in _split(words))


def reports(words: Sequence[str]) -> list[int]:
    """Numbers of the words that are verbs of reporting, in any language.

    >>> reports("they say that you can have your say he said".split())
    [1, 9]
    """
    found = _reporting().positions(words)
    return [i for i in found if words[i] != "say" or (i and words[i - 1] not in _NO_SPEAKER)]


# Verbs and pronouns that sentences have and names have not.
_IN_NO_NAME = """
    is are was were be been has have had does did would can could should might must
    i you he she it they we him her them his their its my your our that which who what when where why how if
    ist sind war waren wird wurde wurden hat haben hatte hatten kann er es wir ihn ihm dass wenn wie
    est sont etait etaient sera avait ont elle ils elles nous vous qui que
    fue eran estaba habia ellos ellas esta sido foi eram tinha nao ele ela eles elas
    sono erano stato aveva hanno loro che werd werden heeft hij zij niet dat
    var hade blev har inte hon det att byl byla bylo jest byli nie jsou se
    был была было были есть он она они это что не его ее
"""


_BEFORE_THE = frozenset(
    ["of", "for", "from", "at", "in", "to", "on", "by", "and", "with", "&", ",", "-"]
)  # "Jane Carver of the Harbour Post"


@cache
def _in_no_name() -> frozenset[str]:
    return frozenset(_IN_NO_NAME.split())


def may_be_a_name(words: Iterable[str]) -> bool:
    """Whether none of these folded words shows that it is no name: for texts in capitals, where case says nothing.

    >>> may_be_a_name("jane carver of the harbour post".split()), may_be_a_name("noon the wind had turned".split())
    (True, False)
    >>> may_be_a_name("noon the wind".split())
    False
    """
    words = list(words)
    if any(word == "the" and before not in _BEFORE_THE for before, word in pairwise(words)):
        return False  # "By noon the wind"
    return _in_no_name().isdisjoint(words)


# Words that every text of a language is full of, and no other language has in such numbers.
_FUNCTION_WORDS = {
    "en": "the of and to in is that for it was on with as by at from this are be have not they which his her",
    "de": "der die das und ist nicht ein eine den von zu mit auf fur im dem sich des auch es an werden wird sie",
    "fr": "le la les des et est un une du en que qui dans pour pas sur au plus par ce avec il sont aux cette",
    "es": "el la los las de que y en un una por con para del se no es su al lo como mas pero sus este fue",
    "pt": "o os as de que e em um uma para com nao do da no na por mais dos das ao se como foi pela",
    "it": "il la di che e un una per in non con del della dei le gli si al da piu sono alla nel anche",
    "nl": "de het een van en in is dat op te zijn met voor niet aan er om ook als bij door wordt naar maar",
    "sv": "och i att det som en ar pa av for med till den har inte om ett de var sig men fran vid kan",
    "fi": "ja on ei se etta oli han mutta myos kun joka tai ovat ole sen niin kuin jos vain olla",
    "pl": "i w na z do sie nie jest to ze o po za od jak przez dla ktory oraz sa ale byl tym ich",
    "cs": "a v na se je ze to s do z o i pro za jako byl by ale po od jeho ktery jsou tak",
    "tr": "ve bir bu da de icin ile olarak daha cok ne gibi olan sonra kadar ancak en ise var o",
    "id": "yang dan di dari untuk dengan pada ini itu dalam adalah tidak ke akan juga oleh telah karena",
    "vi": "va cua la cac trong cho co mot khong duoc voi nhung da nay khi tu nguoi den ve ra",
    "ru": "и в не на что с по он как это из за у но о к его от для был так же",
    "uk": "і в не на що з по він як це із за у але о до його від для був та й",
    "ar": "في من علي الي ان التي الذي عن هذا هذه كان كانت مع لم بعد لا ما او قد بين ذلك منذ انه لكن",
    "fa": "و در به از كه اين را با است براي ان يك خود بود تا شد هم كرد نيز بر اما شده هر",
    "hi": "के में की है और का से को पर ने कि भी हैं यह इस था नहीं एक लिए कर ही तो",
}
_LETTERS = {  # of languages that are not written in Latin ones
    "\u0370-\u03ff\u1f00-\u1fff": ("el",),
    "\u0400-\u052f": ("ru", "uk"),
    "\u0600-\u06ff": ("ar", "fa"),
    "\u0900-\u097f": ("hi",),
    "\u2e80-\u9fff": ("zh", "ja"),
    "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af": ("ko",),
}
_FIRST_FOREIGN = "\u0370"  # the first letter of those
_BITS = 40  # of a counter: no text has so many words
_MOST = (1 << _BITS) - 1  # that it can count
MIN_WORDS = 30  # a shorter text says nothing about its language
NEIGHBOUR = 0.5  # of the commonest language's function words: what another possible language has at least


@cache
def _function_words() -> dict[str, int]:
    """Function word -> one in the counter of each language that has it.

    All counters are one number, so that counting is adding up: a language's is at ``_BITS`` times its place in the table.
    """
    found: dict[str, int] = {}
    for place, words in enumerate(_FUNCTION_WORDS.values()):
        for word in words.split():
            found[word] = found.get(word, 0) | 1 << _BITS * place
    return found


def _count(words: Iterable[str]) -> dict[str, int]:
    """Language -> how many of its function words there are."""
    counted = sum(map(_function_words().get, words, repeat(0)))
    return {language: counted >> _BITS * place & _MOST for place, language in enumerate(_FUNCTION_WORDS)}


def is_function_word(word: str) -> bool:
    """Whether a folded word is one of those that every text of some language is full of.

    >>> is_function_word("the"), is_function_word("newsletter")
    (True, False)
    """
    return word in _function_words()


@cache
def _scripts() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    """What finds a letter of each script, and its languages; compiled late, because such classes take long."""
    return tuple((re.compile(f"[{letters}]"), codes) for letters, codes in _LETTERS.items())


@cache
def _languages_with_letters_of_their_own() -> frozenset[str]:
    return frozenset(code for codes in _LETTERS.values() for code in codes)


def _unseen(text: str) -> frozenset[str]:
    """Languages of whose script a folded text has no letter."""
    if text.isascii() or max(text, default="") < _FIRST_FOREIGN:
        return _languages_with_letters_of_their_own()
    return frozenset(c for letter, codes in _scripts() if not letter.search(text) for c in codes)


def impossible_languages(words: Sequence[str], text: str) -> frozenset[str]:
    """Languages in which a folded text with these words is certainly not written; none for a short one.

    >>> text = "the ferry of the old town was in the dock and it is not to be at sea for a year or two " * 2
    >>> sorted(impossible_languages(text.split(), text) & {"en", "de", "fr", "ru"})
    ['de', 'fr', 'ru']
    >>> impossible_languages(["in", "der"], "in der")
    frozenset()
    """
    if len(words) < MIN_WORDS:
        return frozenset()
    unseen = _unseen(text)
    counts = _count(words)
    most = max(counts.values())
    if most < len(words) / 12:
        return unseen
    return unseen.union(lang for lang in _FUNCTION_WORDS if counts[lang] < NEIGHBOUR * most)


_BY_LETTERS = (  # languages without function words that stand apart, by letters that only they have
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
)


def main_language(words: Sequence[str]) -> str | None:
    """The language that most words of a text are of; None for a short or unknown one.

    >>> text = "the ferry of the old town was in the dock and it is not to be at sea for a year or two".split()
    >>> main_language([*text, *text]), main_language(text[:5])
    ('en', None)
    """
    if len(words) < MIN_WORDS:
        return None
    counts = _count(words)
    best = max(counts, key=lambda language: (counts[language], language))
    if counts[best] >= len(words) / 12:
        return best
    for language, letters in _BY_LETTERS:
        if 10 * sum(letters.match(word) is not None for word in words) >= len(words):
            return language
    return None


def languages_out_of_place(words: Sequence[str], text: str, without: frozenset[str]) -> frozenset[str]:
    """Languages that a line is not written in, in a text that is certainly not written in ``without``.

    A line of a text may be in another language. So an impossible one is out of place only where those that are left
    explain more of the line, or the line has no letter of its script.

    >>> english = frozenset(["de", "es", "ru"])
    >>> [sorted(languages_out_of_place(line.split(), line, english))
    ...  for line in ("the ferry of the old town", "todos los derechos reservados", "reply")]
    [['de', 'es', 'ru'], ['ru'], ['ru']]
    """
    if not without:
        return without
    unseen = _unseen(text)
    counted = sum(map(_function_words().get, words, repeat(0)))
    if not counted:
        return without & unseen
    inside, outside = _places(without)
    best = max(counted >> place & _MOST for place in inside)
    return without & unseen.union(language for language, place in outside if counted >> place & _MOST < best)


@lru_cache(maxsize=1000)
def _places(without: frozenset[str]) -> tuple[list[int], list[tuple[str, int]]]:
    """Where the counters of the languages not in ``without`` are, and those that are in it, with their counters."""
    places = [(language, _BITS * place) for place, language in enumerate(_FUNCTION_WORDS)]
    return [p for language, p in places if language not in without], [
        (language, p) for language, p in places if language in without
    ]


def all_words() -> set[str]:
    """Every word of this module: pronouns, verbs of reporting, function words.

    >>> {"your", "said", "the", "votre"} <= all_words()
    True
    """
    phrases = (p for table in (_ADDRESS, _REPORT) for words in table.values() for p in _split(words))
    found = {word for phrase in phrases for word in words_of(fold_phrase(phrase))}
    return found.union(_in_no_name(), _function_words())
