"""The catalogue of reason codes: stable, `FAMILY.CODE`, with a text for each reader."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a reason weighs for a reader."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"


class Audience(StrEnum):
    """Who may read a reason."""

    INTERNAL = "internal"  # analysts and the client's systems
    APPLICANT = "applicant"  # the applicant too
    RESTRICTED = "restricted"  # analysts only: telling the applicant is tipping off


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason code. `retryable`: another attempt of the applicant or the system may mend it."""

    code: str
    severity: Severity
    retryable: bool
    audience: Audience
    en: str
    id: str


# The only sentence an applicant ever reads for a restricted reason.
NEUTRAL_EN = "We could not complete your verification yet."
NEUTRAL_ID = "Kami belum dapat menyelesaikan verifikasi Anda."


def _table() -> dict[str, Reason]:
    rows = [line.split("|") for line in _ROWS.strip().splitlines()]
    return {
        code: Reason(code, _SEVERITIES[severity], retry == "r", _AUDIENCES[audience], english, indonesian)
        for code, severity, retry, audience, english, indonesian in ([cell.strip() for cell in row] for row in rows)
    }


def applicant_text(code: str, language: str) -> str:
    """What the applicant may read of a reason, in `id` or `en`; the neutral sentence unless it is theirs."""
    reason = CATALOGUE[code]
    if reason.audience is not Audience.APPLICANT:
        return NEUTRAL_ID if language == "id" else NEUTRAL_EN
    return reason.id if language == "id" else reason.en


_SEVERITIES = {"i": Severity.INFO, "w": Severity.WARNING, "c": Severity.CRITICAL}
_AUDIENCES = {"int": Audience.INTERNAL, "app": Audience.APPLICANT, "res": Audience.RESTRICTED}

# code | severity | r = retryable | audience | English | Indonesian
_ROWS = """
IMG.NOT_IMAGE        |c|r|app| The file is not a JPEG, PNG or WebP image.            | Berkas bukan gambar JPEG, PNG, atau WebP.
IMG.TOO_LARGE        |c|r|app| The image is too large.                               | Gambar terlalu besar.
IMG.TRUNCATED        |c|r|app| The image file is damaged or incomplete.              | Berkas gambar rusak atau tidak lengkap.
IMG.MISSING          |c|r|app| A required image was not handed in.                   | Gambar yang diwajibkan belum dikirim.
IMG.BLUR             |w|r|app| The image is blurred.                                 | Gambar buram.
IMG.GLARE            |w|r|app| A reflection covers part of the image.                | Pantulan cahaya menutupi sebagian gambar.
IMG.DARK             |w|r|app| The image is too dark.                                | Gambar terlalu gelap.
IMG.BRIGHT           |w|r|app| The image is overexposed.                             | Gambar terlalu terang.
IMG.LOW_RES          |w|r|app| The image is too small to be read.                    | Resolusi gambar terlalu rendah.
IMG.CUTOFF           |w|r|app| Part of the card is outside the image.                | Sebagian kartu berada di luar gambar.
IMG.NO_DOCUMENT      |w|r|app| No card was found in the image.                       | Tidak ditemukan kartu pada gambar.
IMG.GREYSCALE        |w|r|app| The image has no colour: a photocopy?                 | Gambar tidak berwarna: apakah ini fotokopi?
IMG.ROTATED          |i| |int| The card stood turned in the image and was set upright. | Kartu terputar pada gambar dan telah ditegakkan.
DOC.UNSUPPORTED      |w|r|app| The kind of document was not recognised.              | Jenis dokumen tidak dikenali.
DOC.EXPIRED          |c|r|app| The document has expired.                             | Masa berlaku dokumen telah habis.
DOC.EXPIRY_UNKNOWN   |w|r|int| The expiry date could not be read.                    | Masa berlaku dokumen tidak terbaca.
DOC.FACE_MISSING     |w|r|int| No portrait was found on the document.                | Foto pada dokumen tidak ditemukan.
DOC.MRZ_DIGIT        |c|r|int| A check digit of the machine-readable zone is wrong.  | Angka pemeriksa pada zona baca mesin salah.
DOC.MRZ_MISSING      |w|r|int| The machine-readable zone could not be read.          | Zona baca mesin tidak terbaca.
DOC.MRZ_VIZ_MISMATCH |w|r|int| The printed text and the machine-readable zone differ. | Teks tercetak dan zona baca mesin berbeda.
DOC.IMPLAUSIBLE_DATE |w|r|int| Dates on the document contradict one another.         | Tanggal pada dokumen saling bertentangan.
NIK.FORMAT           |w|r|int| The NIK does not have 16 digits.                      | NIK tidak terdiri dari 16 angka.
NIK.REGION_UNKNOWN   |w| |int| The NIK begins with an unknown region code.           | Kode wilayah pada NIK tidak dikenal.
NIK.REGION_MISMATCH  |w| |int| The NIK's region differs from the printed one.        | Wilayah pada NIK berbeda dari yang tercetak.
NIK.DOB_MISMATCH     |c| |int| The NIK contradicts the printed birth date.           | NIK tidak sesuai dengan tanggal lahir yang tercetak.
NIK.SEX_MISMATCH     |c| |int| The NIK contradicts the printed sex.                  | NIK tidak sesuai dengan jenis kelamin yang tercetak.
OCR.LOW_CONFIDENCE   |w|r|int| Parts of the document could not be read with certainty. | Sebagian dokumen tidak terbaca dengan pasti.
OCR.FIELD_MISSING    |w|r|int| A required field could not be read.                   | Ada data wajib yang tidak terbaca.
DATA.NAME_MISMATCH   |w| |int| The declared name differs from the document.          | Nama yang diisi berbeda dari dokumen.
DATA.DOB_MISMATCH    |w| |int| The declared birth date differs from the document.    | Tanggal lahir yang diisi berbeda dari dokumen.
DATA.NUMBER_MISMATCH |w| |int| The declared number differs from the document.        | Nomor yang diisi berbeda dari dokumen.
DATA.GENDER_MISMATCH |w| |int| The declared sex differs from the document.           | Jenis kelamin yang diisi berbeda dari dokumen.
DATA.NATIONALITY_MISMATCH |w| |int| The declared nationality differs from the document. | Kewarganegaraan yang diisi berbeda dari dokumen.
DATA.ADDRESS_MISMATCH|i| |int| The declared address differs from the document.       | Alamat yang diisi berbeda dari dokumen.
DATA.NOT_DECLARED    |i| |int| Nothing was declared that could be compared.          | Tidak ada data isian yang dapat dibandingkan.
DATA.UNREADABLE      |w|r|int| A declared value could not be compared with the document. | Data isian tidak dapat dibandingkan dengan dokumen.
REG.NOT_CONFIGURED   |i| |int| No population registry is configured.                 | Registri kependudukan belum diatur.
REG.UNAVAILABLE      |w|r|int| The population registry did not answer.               | Registri kependudukan tidak menjawab.
REG.NOT_FOUND        |c| |int| The registry does not know the number.                | Nomor tidak ditemukan di registri.
REG.FIELD_MISMATCH   |w| |int| The registry holds other data.                        | Data di registri berbeda.
REG.NO_CONSENT       |w|r|int| Without the applicant's consent the registry is not asked. | Tanpa persetujuan pemohon, registri tidak ditanya.
REG.NOT_COVERED      |w| |int| The registry holds no documents of this kind.         | Registri tidak memuat jenis dokumen ini.
REG.NOT_COMPARED     |i| |int| The registry did not compare this.                    | Data ini tidak dibandingkan oleh registri.
REG.REFUSED          |w| |int| The registry refused our question.                    | Registri menolak permintaan kami.
REG.UNREADABLE       |w| |int| The registry's answer could not be understood.        | Jawaban registri tidak dapat dipahami.
FACE.NONE            |w|r|app| No face was found.                                    | Wajah tidak ditemukan.
FACE.MULTIPLE        |w|r|app| More than one face is in the picture.                 | Terdapat lebih dari satu wajah pada gambar.
FACE.POOR            |w|r|app| The face cannot be seen clearly enough.               | Wajah kurang jelas.
FACE.NO_MATCH        |c| |int| The selfie and the portrait show different people.    | Swafoto dan foto pada dokumen menunjukkan orang yang berbeda.
FACE.BORDERLINE      |w|r|int| The selfie and the portrait are not alike enough to be sure. | Swafoto dan foto pada dokumen belum cukup mirip.
FACE.SAME_IMAGE      |c| |int| The selfie is a copy of the card's portrait.          | Swafoto merupakan salinan foto pada dokumen.
LIVE.NOT_ASSESSED    |i| |int| Whether a living person stood before the camera was not assessed. | Keaslian orang di depan kamera tidak dinilai.
LIVE.SPOOF           |w|r|int| The picture may show a screen or a print.             | Gambar mungkin berasal dari layar atau cetakan.
DUP.NIK              |w| |res| The NIK belongs to another applicant already.         | NIK sudah digunakan pemohon lain.
DUP.DOCUMENT         |w| |res| The document's number belongs to another applicant already. | Nomor dokumen sudah digunakan pemohon lain.
DUP.NO_STORE         |i| |int| There is no store of applicants to look the number up in. | Tidak ada data pemohon lain untuk mencari nomor ini.
SCR.SANCTION         |c| |res| A sanctioned person or organisation resembles the applicant. | Pemohon menyerupai pihak yang terkena sanksi.
SCR.TERROR_LIST      |c| |res| Somebody on a terror list resembles the applicant.    | Pemohon menyerupai pihak dalam daftar terduga teroris.
SCR.PEP              |w| |res| A politically exposed person resembles the applicant. | Pemohon menyerupai tokoh yang terekspos politik.
SCR.WEAK_NAME_ONLY   |w| |res| A listed name is alike, and nothing else could be compared. | Hanya nama yang mirip; data lain tidak dapat dibandingkan.
SCR.INCOMPLETE       |w|r|res| The applicant could not be screened.                  | Pemohon tidak dapat disaring.
SCR.NO_LISTS         |c|r|res| No list of the kind to be searched is active.         | Tidak ada daftar aktif untuk disaring.
SCR.LIST_STALE       |w|r|res| A list is older than the policy allows.               | Daftar lebih tua dari batas kebijakan.
RISK.AGE             |w| |int| The applicant is younger than the policy allows.      | Usia pemohon di bawah batas kebijakan.
RISK.AGE_UNKNOWN     |w|r|int| The applicant's age could not be established.         | Usia pemohon tidak dapat dipastikan.
RISK.HIGH_GEO        |w| |int| The applicant's country is one of high risk.          | Negara pemohon berisiko tinggi.
SYS.NOT_RUN          |w|r|int| A check that the policy asks for gave no answer.       | Pemeriksaan yang diwajibkan kebijakan tidak memberi jawaban.
SYS.RULE_ERROR       |w| |int| A rule of the policy could not be evaluated.          | Aturan kebijakan tidak dapat dievaluasi.
SYS.ENGINE_ERROR     |w|r|int| An engine failed.                                     | Mesin pemroses gagal.
SYS.TIMEOUT          |w|r|int| An engine took too long.                              | Mesin pemroses terlalu lama.
SYS.ENGINE_MISSING   |c|r|int| An engine is not installed.                           | Mesin pemroses belum terpasang.
MAN.APPROVED_OVERRIDE|i| |int| A person approved against the recommendation.         | Disetujui petugas meski berbeda dari rekomendasi.
MAN.CLEARED          |i| |int| A person looked and found nothing against the applicant. | Petugas meninjau dan tidak menemukan keberatan.
MAN.DUE_DILIGENCE    |i| |res| Enhanced due diligence was done.                      | Uji tuntas lanjut telah dilakukan.
MAN.NOT_CLEARED      |w| |int| A person could not dispel the doubts.                 | Petugas tidak dapat menghilangkan keraguan.
MAN.FRAUD            |c| |res| A person found fraud.                                 | Petugas menemukan penipuan.
"""

CATALOGUE: dict[str, Reason] = _table()
