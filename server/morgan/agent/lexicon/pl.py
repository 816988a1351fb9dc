"""Polish: as far as it is written down."""

from morgan.agent.lexicon.claims import Claims
from morgan.agent.lexicon.limits import Limits

LIMITS = Limits(
    order="(?:włacz|wyłacz|zapal|gas|zgas|otw|zamyk|zamkn|ustaw|podno|opuszcz|opusc|uruch|odtwarz|puszcz|zablok|"
    r"odblok|blok|zmieni|przycis|rusz|dotyk|scisz|pogłos)\w*",
    joints="i oraz a potem",
    but="ale lecz",
    excepting="(?:oprocz|poza|z wyjatkiem|procz|(?:ale|tylko|lecz) nie)|tylko nie",
    nothing_of="^nie(?! {order})",
    forbidding="(?:nie|nigdy)(?: (?:mi|go|jej|ich|trzeba|wolno|mozna|chce|zebys))* {order}|ani (?:mi )?sie waz|"
    "nie ruszaj|nie chce zeby|pod zadnym pozorem|nikt nie (?:moze|powinien)",
    keeping=r"(?:zostaw|pozostaw|niech zostan)\w*",
    polite="dlaczego nie|nie zapomnij",
    later=r"o (?:godzinie )?(?:{n}|\w+ej)(?: {n})?(?! ?(?:%|procent|stopni))|"
    "(?:za|przez) (?:około )?(?:{n}|poł|kilka|minute|godzine)|"
    "(?:jutro|dzis wieczorem|wieczorem|pozniej|potem|rano|w nocy|codziennie|co (?:godzine|tydzien|noc|"
    r"wieczor)|kazdego (?:ranka|dnia|wieczoru)|(?:o|po|przed) (?:zachod\w*|wschod\w*|połnoc\w*|połudn\w*))|"
    r"za (?:kwadrans|chwile|poł godziny)|na (?:{n}|poł|kilka) ?(?:minut\w*|sekund\w*|godzin\w*)|"
    r"jeszcze (?:przez )?{n} minut\w*|o (?:wpoł|kwadrans|połnocy|swicie|zmroku)|"
    r"przez (?:kwadrans|chwile|poł godziny|godzine)|w kazd\w+ \w+|"
    "w (?:poniedziałek|wtorek|srode|czwartek|piatek|sobote|niedziele)|o połnocy|przez cała noc|"
    "po (?:kolacji|obiedzie)|za {n} min",
    depending="(?:jesli|jezeli|gdy|gdyby|kiedy|jak tylko|dopoki|zanim|chyba ze|w razie)|"
    r"jak (?:tylko|skonczy|sie|bedzie|wroce|przyjde|zrobi)\w*|"
    r"jak (?:zacznie|przestanie|zrobi sie|bedzie|skonczy|wyjde|wrocimy|przyjda|zasne)\w*",
    independent="(?:jesli|jezeli) (?:mozesz|mozna|mozliwe|to mozliwe|chcesz)|(?:jesli|jezeli) nie masz nic przeciwko|"
    "(?:jesli|jezeli) (?:to )?nie (?:problem|kłopot)|(?:jesli|jezeli) łaska|"
    r"do (?:jutra|zobaczenia|pozniej|wieczora)|(?:kiedy|gdy|jak) (?:mozesz|bedziesz mogł\w*|chcesz)",
)

CLAIMS = Claims(
    saying="ok|dobrze|jasne|oczywiscie|tak|w porzadku|nie ma sprawy|swietnie|juz",
    done="gotowe|zrobione|załatwione|juz|(?:włacz|wyłacz)am|otwieram|zamykam|ustawiam|zapalam|gasze|dodaje|uruchamiam",
    deeds=r"\w+(?:łem|łam|lismy|łysmy|liśmy|łyśmy)|(?:włacz|wyłacz)am|otwieram|zamykam|ustawiam|zapalam|gasze|"
    "(?:włacze|wyłacze|otworze|zamkne|ustawie|zapale|zgasze|dodam)|"
    "(?:przypomne|obudze|powiadomie|dam znac)",
    results=r"(?:został|została|zostało|zostały|zostali) (?:\w+ )?\w+(?:ny|na|ne|ni|ty|ta|te|ci)|"
    r"sie (?:włacza|wyłacza|otwiera|zamyka)|teraz|juz (?!nie moge)|na (?:twojej |twoja )?list\w+|w drodze|"
    "w toku|(?:jedzie|jada|gra|leci|działa|rusza|zamyka|otwiera)|"
    "(?:ustawion|dodan|włączon|wyłączon|właczon|uruchomion|sciszon|przyciemnion|opuszczon|podniesion|"
    r"nastawion)\w*|"
    "(?:sciszam|puszczam|podgłaszam|podnosze|opuszczam|nastawiam|odtwarzam|zwiekszam|zmniejszam|blokuje|"
    "odblokowuje|zatrzymuje|wysyłam|przyciemniam|rozjasniam|robie)",
    be="jest|sa|bedzie|beda",
    states="(?:wyłaczon|właczon|zapalon|zgaszon|otwart|zamkniet|zablokowan|odblokowan|ustawion|wstrzyman|"
    r"uruchomion|sciszon|dodan|przyciemnion)\w*",
    never="jesli|gdy|kiedy|kto|co|gdzie|jak|nie",
    after="teraz|juz|znowu|ponownie|tez",
    denies=r"nie(?! ma sprawy)|niestety|blad|ktor\w+|czy|zaden|zadn\w+|jesli|gdy|kiedy|nic|nikt|moge|moglbym|"
    "mogłbym|mogłabym|moze|chcesz",
    idle="^(?:do tego|aby|zeby|zwykle) .*|"
    "(?:jesli|jezeli|moge|mozna|mogłbym|mogłabym|moze|powiedz|czesc|witaj|dzien dobry|dobry wieczor|"
    r"dobranoc|dziekuje|prosze bardzo|potrzebn\w+|potrzebuje|trzeba|w czym|pomaga|słuzy|nie ma za co)",
)
