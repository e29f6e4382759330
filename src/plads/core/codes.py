"""Code lists that places, candidates and planning share."""

from django.db.models import IntegerChoices, TextChoices


class Function(TextChoices):
    """The kind of work done in a place."""

    SHOP = "butik", "Butik"
    STORE = "lager", "Lager"
    KITCHEN = "koekken", "Køkken"
    CLEANING = "rengoering", "Rengøring"
    OFFICE = "kontor", "Kontor"
    OUTDOORS = "udendoers", "Grønne områder"
    CARE = "omsorg", "Omsorg og service"
    WORKSHOP = "vaerksted", "Værksted"
    PRODUCTION = "produktion", "Produktion"
    TRANSPORT = "transport", "Transport"


class DanishLevel(IntegerChoices):
    """How much Danish a person speaks, or a place asks for."""

    NONE = 0, "Intet dansk endnu"
    WORDS = 1, "Enkelte ord (A1)"
    SIMPLE = 2, "Enkle samtaler (A2)"
    EVERYDAY = 3, "Hverdagsdansk (B1)"
    GOOD = 4, "Godt dansk (B2)"
    FLUENT = 5, "Flydende dansk"


class Language(TextChoices):
    """Languages candidates and colleagues speak beside Danish."""

    ENGLISH = "en", "Engelsk"
    ARABIC = "ar", "Arabisk"
    UKRAINIAN = "uk", "Ukrainsk"
    TURKISH = "tr", "Tyrkisk"
    FARSI = "fa", "Farsi/dari"
    TIGRINYA = "ti", "Tigrinya"
    SOMALI = "so", "Somali"
    KURMANJI = "ku", "Kurmanji"
    POLISH = "pl", "Polsk"
    GERMAN = "de", "Tysk"


class Demand(TextChoices):
    """What a place asks of a body; a candidate may have declared a consideration against it."""

    LIFTING = "loeft", "Tunge løft"
    STANDING = "staaende", "Stående arbejde"
    NOISE = "stoej", "Støj"
    COLD = "kulde", "Kulde"
    PEOPLE = "kundekontakt", "Kundekontakt"
    DRIVING = "koersel", "Kørekort"


class Transport(TextChoices):
    """How a candidate gets to a place."""

    WALK = "gaa", "Til fods"
    BIKE = "cykel", "Cykel"
    PUBLIC = "bus_tog", "Bus eller tog"
    CAR = "bil", "Bil"


class Certificate(TextChoices):
    """A proof a place asks for, or a candidate has."""

    TRUCK = "truck", "Truckcertifikat"
    HYGIENE = "hygiejne", "Hygiejnebevis"
    FIRST_AID = "foerstehjaelp", "Førstehjælp"
    LICENCE_B = "koerekort_b", "Kørekort B"
    WELDING = "svejsning", "Svejsecertifikat"
    ROAD_WORK = "vejen", "Vejen som arbejdsplads"
    CHILD_RECORD = "boerneattest", "Børneattest"
    CRIMINAL_RECORD = "straffeattest", "Ren straffeattest"


class Shift(TextChoices):
    """When in the day and week a place's work is done."""

    DAY = "dag", "Dag"
    EVENING = "aften", "Aften"
    NIGHT = "nat", "Nat"
    WEEKEND = "weekend", "Weekend"
    CHANGING = "skiftende", "Skiftende"
