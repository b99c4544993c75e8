"""Names in their own alphabets meet their Latin spellings, whichever of the two is listed. All people are invented."""

from __future__ import annotations

import pytest

from kyc.model.screening import ScreeningQuery
from kyc.screening.screener import ListScreener
from watchlists.model import ListedEntity, ListedName, Schema

NAMES = [
    # The alphabets of India: unwritten vowels, those that are not spoken, nasals, two letters for a w.
    ("राजेश भट्टाचार्य", "BHATTACHARYA, Rajesh"),
    ("अनुराधा चतुर्वेदी", "Anuradha Chaturvedi"),
    ("बृजेंद्र मिश्रा", "Brijendra Mishra"),
    ("শফিকুর রায়চৌধুরী", "Shafiqur Roychowdhury"),
    ("ওয়াজেদ তালুকদার", "Wazed Talukdar"),
    ("જયેશ ભગવાનદાસ", "Jayesh Bhagwandas"),
    ("சுந்தரம் கணபதி", "Sundaram Ganapathi"),
    ("వెంకటేశ్వర రెడ్డి", "Venkateswara Reddy"),
    # Caucasus
    ("Հովհաննես Մկրտչյան", "Hovhannes Mkrtchyan"),
    ("Ոսկան Ղուկասյան", "Voskan Ghukasyan"),
    ("ზვიად კვარაცხელაშვილი", "Zviad Kvaratskhelashvili"),
    # Europe: Bulgarian and Serbian habits, Greek pairs of consonants
    ("Първан Щърбов", "Parvan Shtarbov"),
    ("Жељко Ражнић", "RAZNIC, Zeljko"),
    ("Λεωνίδας Κουφοντίνας", "Leonidas Koufontinas"),
    # Israel: well-known names with their vowels, others by their consonants.
    ("יחזקאל רבינוביץ", "Yehezkel Rabinovich"),
    ("צבי גולדשמיט", "Tzvi Goldschmidt"),
    # East Asia
    ("황보석철", "HWANG, Bo Sok Chol"),
    ("김영학", "KIM, Yong Hak"),
    ("윤석호", "Yoon Suk-ho"),
    ("최 룡학", "CHOE, Ryong Hak"),
    ("鄧國強", "TANG Kwok-keung"),
    ("鄭若華", "CHENG, Yeuk-wah"),
    ("欧阳建国", "OUYANG, Jianguo"),
    ("蔡正義", "TSAI, Cheng-yi"),
    ("高橋純一郎", "TAKAHASHI, Junichiro"),
    ("田中 文雄", "TANAKA Fumio"),
    ("髙木清司", "Takagi Kiyoshi"),
    ("さとう けんいちろう", "SATO, Kenichiro"),
    ("佐々木陽一", "SASAKI, Yoichi"),
    # Indochina: syllables that are written together, vowels around their consonants.
    ("အောင်ကျော်လှိုင်", "AUNG KYAW HLAING"),
    ("ရွှေမင်းထွန်း", "Shwe Min Tun"),
    ("ហ៊ុន ម៉ាណារិទ្ធ", "HUN, Manarith"),
    ("สมชาย วงษ์สุวรรณ", "WONGSUWAN, Somchai"),
    ("ประวิตร ชินพัฒน์", "Prawit Chinpat"),
    # Persian, Urdu and Pashto, words written onto one another
    ("نورمحمد باركزی", "Noor Mohammad Barakzai"),
    ("ابوالقاسم مظهری", "Abolghasem Mazhari"),
    ("مسعود اظہر چوہدری", "Masood Azhar Chaudhry"),
]


ORGANISATIONS = [
    # What the words mean, however they end …
    ("Невское объединённое судостроительное предприятие", "Nevskoye United Shipbuilding Enterprise"),
    ("Зареченский завод точного приборостроения", "Zarechensky Precision Instrument Plant"),
    ("Національний фонд розвитку Зоряна", "Zoryana National Development Fund"),
    ("الشركة العامة للفوسفات والمناجم زاهدان", "Zahedan General Company of Phosphate and Mines"),
    ("مصرف الزيتون المركزي", "Central Bank of Zaytun"),
    ("سازمان صنایع دفاع کوهرنگ", "Kuhrang Defense Industries Organization"),
    ("شرکت پتروشیمی خلیج کوهرنگ", "Kuhrang Gulf Petrochemical Company"),
    # … and where an alphabet puts no space between them.
    ("湖北新澄生物技术有限公司", "HUBEI XINCHENG BIOTECHNOLOGY CO LTD"),
    ("深圳市明澄电子科技有限公司", "Shenzhen Mingcheng Electronic Technology Co., Ltd."),
    ("단풍광업개발무역회사", "Tanpung Mining Development Trading Corporation"),
    ("남봉상업은행", "NAMBONG COMMERCIAL BANK"),
]


def _screener(names: list[str], schema: Schema = Schema.PERSON) -> ListScreener:
    listed = [ListedEntity(f"local-{at}", "local", schema, (ListedName(name),)) for at, name in enumerate(names)]
    return ListScreener(listed, ())


@pytest.fixture(scope="module")
def of_latin() -> ListScreener:
    return _screener([latin for _, latin in NAMES])


@pytest.fixture(scope="module")
def of_native() -> ListScreener:
    return _screener([native for native, _ in NAMES])


def _flagged(screener: ListScreener, name: str) -> str | None:
    hits = screener.screen(ScreeningQuery(name, Schema.PERSON)).hits
    return hits[0].name if hits and hits[0].flagged else None


@pytest.mark.parametrize(("native", "latin"), NAMES)
def test_who_is_listed_in_latin_letters_is_flagged_by_their_own(
    of_latin: ListScreener, native: str, latin: str
) -> None:
    assert _flagged(of_latin, native) == latin


@pytest.mark.parametrize(("native", "latin"), NAMES)
def test_who_is_listed_in_their_own_letters_is_flagged_by_latin_ones(
    of_native: ListScreener, native: str, latin: str
) -> None:
    assert _flagged(of_native, latin) == native


@pytest.mark.parametrize("native_listed", [False, True])
@pytest.mark.parametrize(("native", "latin"), ORGANISATIONS)
def test_an_organisation_meets_its_translation(native: str, latin: str, native_listed: bool) -> None:
    listed, asked = (native, latin) if native_listed else (latin, native)
    hits = _screener([listed], Schema.ORGANIZATION).screen(ScreeningQuery(asked, Schema.ORGANIZATION)).hits
    assert hits
    assert hits[0].flagged


@pytest.mark.parametrize(
    ("native", "latin"),
    [
        ("남봉상업은행", "KUMGANG COMMERCIAL BANK"),
        ("مصرف الزيتون المركزي", "Central Bank of Syria"),
        ("Национальный банк Заря", "National Bank of Georgia"),
        ("湖北新澄生物技术有限公司", "Hubei Donghua Biotechnology Co., Ltd."),
    ],
)
def test_another_organisation_of_the_same_trade_is_not_flagged(native: str, latin: str) -> None:
    hits = _screener([latin], Schema.ORGANIZATION).screen(ScreeningQuery(native, Schema.ORGANIZATION)).hits
    assert not hits or not hits[0].flagged


@pytest.mark.parametrize(
    ("native", "latin"),
    [
        ("राजेश भट्टाचार्य", "Ramesh Banerjee"),
        ("三浦京助", "KISHK, Samuel"),  # three is read Sam in Hong Kong, and is nobody's short name
        ("أفراح قصير", "KASSIR, Jaafar"),  # an h that is spoken at the end
        ("김영학", "PAK, Chol Su"),
        ("田中文雄", "Nakamura Haruki"),
        ("鄧國強", "WONG Mei-ling"),
        ("အောင်ကျော်လှိုင်", "Thein Zaw Myint"),
        ("สมชาย วงษ์สุวรรณ", "Prasert Chaiyaporn"),
        ("ოთარ ბერიძე", "Levan Gelashvili"),
    ],
)
def test_others_of_the_same_country_are_not_flagged(native: str, latin: str) -> None:
    assert _flagged(_screener([latin]), native) is None
