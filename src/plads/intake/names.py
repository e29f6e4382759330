"""Names for invented data: Danish to the ear, and plainly nobody's."""

from dataclasses import dataclass

from plads.core.codes import Demand, Function


@dataclass(frozen=True, slots=True)
class Trade:
    """A kind of company: how its name begins, whether it is public, and the work in its places."""

    name: str
    public: bool
    functions: tuple[Function, ...]


TRADES = (
    Trade("Prøvebutikken", False, (Function.SHOP, Function.STORE)),
    Trade("Varehuset Eksempel", False, (Function.SHOP, Function.STORE, Function.KITCHEN)),
    Trade("Eksempelskolen", True, (Function.KITCHEN, Function.CLEANING, Function.OUTDOORS)),
    Trade("Prøvelageret", False, (Function.STORE, Function.TRANSPORT)),
    Trade("Mønsterkøkkenet", False, (Function.KITCHEN, Function.CLEANING)),
    Trade("Plejehjemmet Skabelonen", True, (Function.CARE, Function.KITCHEN, Function.CLEANING)),
    Trade("Testværkstedet", False, (Function.WORKSHOP, Function.STORE)),
    Trade("Gartneriet Afprøvet", False, (Function.OUTDOORS, Function.SHOP)),
    Trade("Kontorhuset Forsøget", False, (Function.OFFICE, Function.CLEANING)),
    Trade("Fabrikken Prototypen", False, (Function.PRODUCTION, Function.STORE)),
)

DISTRICTS = (
    "Nord",
    "Syd",
    "Øst",
    "Vest",
    "Havnen",
    "Torvet",
    "Engen",
    "Bakken",
    "Åen",
    "Skoven",
    "Kysten",
    "Heden",
)

FIRST_NAMES = (
    "Adnan", "Agnes", "Aisha", "Amir", "Anja", "Asta", "Bashir", "Birthe", "Carsten", "Dagny", "Dilan", "Ditte",
    "Elif", "Emil", "Fatima", "Freja", "Gert", "Hamza", "Hanne", "Ilham", "Inge", "Jamil", "Jonna", "Kaj",
    "Khadija", "Lasse", "Leyla", "Lone", "Mehmet", "Mette", "Nadia", "Niels", "Oksana", "Olena", "Palle", "Pia",
    "Rania", "Rune", "Samira", "Signe", "Tarik", "Tove", "Ulla", "Viktor", "Yasmin", "Yusuf", "Zahra", "Åse",
)  # fmt: skip

LAST_NAMES = (
    "Prøvesen", "Eksempelsen", "Testrup", "Mønsterby", "Skabelonsen", "Forsøgaard", "Opdigtet", "Påfundsen",
    "Modelholm", "Skitsebjerg", "Udkastsen", "Fiktivgaard",
)  # fmt: skip

STREETS = ("Eksempelvej", "Prøvegade", "Mønsterallé", "Testtorvet", "Skabelonstræde", "Forsøgsvænget")

TASKS: dict[Function, tuple[str, ...]] = {
    Function.SHOP: ("Fylde hylder op", "Prismærke varer", "Pakke varer ud", "Holde orden i butikken"),
    Function.STORE: ("Holde orden på lageret", "Modtage varer", "Plukke ordrer", "Sortere pap og plast"),
    Function.KITCHEN: ("Skære grønt", "Vaske op", "Anrette frokost", "Rydde af og tørre borde"),
    Function.CLEANING: (
        "Gøre rent i fællesrum",
        "Tømme skraldespande",
        "Vaske gulv",
        "Fylde sæbe og papir op",
    ),
    Function.OFFICE: ("Skanne dokumenter", "Sortere post", "Svare i receptionen", "Ajourføre lister"),
    Function.OUTDOORS: ("Luge bede", "Feje stier", "Beskære buske", "Samle affald"),
    Function.CARE: ("Læse avis med beboerne", "Dække bord", "Følge til aktiviteter", "Vande blomster"),
    Function.WORKSHOP: ("Rydde op ved bænkene", "Samle dele", "Slibe og male", "Gøre værktøj rent"),
    Function.PRODUCTION: ("Pakke emner", "Kontrollere emner", "Sætte mærkater på", "Stable kasser"),
    Function.TRANSPORT: ("Læsse varer", "Køre med ud", "Gøre bilen ren", "Holde styr på kvitteringer"),
}

DEMANDS: dict[Function, tuple[Demand, ...]] = {
    Function.SHOP: (Demand.STANDING, Demand.PEOPLE),
    Function.STORE: (Demand.LIFTING, Demand.STANDING),
    Function.KITCHEN: (Demand.STANDING, Demand.NOISE),
    Function.CLEANING: (Demand.STANDING,),
    Function.OFFICE: (),
    Function.OUTDOORS: (Demand.LIFTING, Demand.COLD),
    Function.CARE: (Demand.PEOPLE,),
    Function.WORKSHOP: (Demand.NOISE, Demand.STANDING),
    Function.PRODUCTION: (Demand.NOISE, Demand.STANDING),
    Function.TRANSPORT: (Demand.LIFTING, Demand.DRIVING),
}

GOALS: dict[Function, str] = {
    Function.SHOP: "Job i en butik",
    Function.STORE: "Job på et lager",
    Function.KITCHEN: "Job i et køkken",
    Function.CLEANING: "Job med rengøring",
    Function.OFFICE: "Job på et kontor",
    Function.OUTDOORS: "Job i det grønne",
    Function.CARE: "Job på et plejehjem",
    Function.WORKSHOP: "Job på et værksted",
    Function.PRODUCTION: "Job på en fabrik",
    Function.TRANSPORT: "Job med varekørsel",
}

MOTIVATIONS = (
    "Jeg vil gerne have kolleger igen",
    "Jeg vil gerne tale mere dansk",
    "Jeg vil gerne vise, hvad jeg kan",
    "Jeg vil gerne op om morgenen til noget",
    "Jeg vil gerne prøve et nyt fag",
    "Jeg vil gerne have et job, jeg kan holde til",
)
CONSIDERATIONS = ("Har brug for korte pauser", "Har brug for ro omkring sig", "Har brug for faste opgaver")


def address(name: str) -> str:
    """Return a name as the first part of an e-mail address."""
    plain = name.casefold().replace("æ", "ae").replace("ø", "oe").replace("å", "aa").replace("é", "e")
    return plain.replace(",", "").replace(".", "").replace(" ", ".")
