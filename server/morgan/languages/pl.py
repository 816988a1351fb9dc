"""Polish."""

from morgan.languages.schema import Choice, Claims, Clauses, Endings, Language, LimitWords, Questions
from morgan.languages.writing import phrases, words

POLISH = Language(
    code="pl",
    questions=Questions(
        opens=r"(?:a |i )?(?:co|kto|ktor\w+|jak|jaka|jaki|jakie|gdzie|dlaczego|ile|czy|kiedy|powiedz mi)",
        asks="(?:czy )?(?:mozesz|moglbys|mogłbys|mogłabys|mozna)",
        knows="(?:czy )?(?:mozesz|mogłbys|mogłabys) (?:mi )?(?:powiedziec|sprawdzic)",
        commands="włacz|wyłacz|zapal|zgas|otworz|zamknij|ustaw|uruchom|zatrzymaj|dodaj|zablokuj",
    ),
    limits=LimitWords(
        order="(?:włacz|wyłacz|zapal|gas|zgas|otw|zamyk|zamkn|ustaw|podno|opuszcz|opusc|uruch|odtwarz|puszcz|zablok|"
        r"odblok|blok|zmieni|przycis|rusz|dotyk|scisz|pogłos)\w*",
        joints="i oraz a potem",
        but="ale lecz",
        excepting="(?:oprocz|poza|z wyjatkiem|procz|(?:ale|tylko|lecz) nie)|tylko nie",
        nothing_of="^nie(?! {order})",
        forbidding="(?:nie|nigdy)(?: (?:mi|go|jej|ich|trzeba|wolno|mozna|chce|zebys))* {order}|ani (?:mi )?sie waz|"
        "nie ruszaj|nie chce zeby|nie (?:trzeba|musisz|potrzeba|ma potrzeby)|pod zadnym pozorem|nikt nie (?:moze|"
        "powinien)",
        keeping=r"(?:zostaw|pozostaw|niech zostan)\w*",
        polite="dlaczego nie|nie zapomnij|nie (?:mogł\\w*|moglbys|mogłabys|zechcesz)",
        leaving="nie zostawiaj",
        later=r"o (?:godzinie )?(?:{n}|\w+ej)(?: {n})?(?! ?(?:%|procent|stopni))|(?:za|przez) (?:około )?(?:{n}|poł|"
        "kilka|minute|godzine)|(?:jutro|dzis wieczorem|wieczorem|pozniej|potem|rano|w nocy|codziennie|co (?:godzine|"
        r"tydzien|noc|wieczor)|kazdego (?:ranka|dnia|wieczoru)|(?:o|po|przed) (?:zachod\w*|wschod\w*|połnoc\w*|"
        r"połudn\w*))|za (?:kwadrans|chwile|poł godziny)|na (?:{n}|poł|kilka) ?(?:minut\w*|sekund\w*|godzin\w*)|"
        r"jeszcze (?:przez )?{n} minut\w*|o (?:wpoł|kwadrans|połnocy|swicie|zmroku)|przez (?:kwadrans|chwile|"
        r"poł godziny|godzine)|w kazd\w+ \w+|w (?:poniedziałek|wtorek|srode|czwartek|piatek|sobote|niedziele)|"
        "o połnocy|przez cała noc|po (?:kolacji|obiedzie)|za {n} min",
        depending="(?:jesli|jezeli|gdy|gdyby|kiedy|jak tylko|dopoki|zanim|chyba ze|w razie)|jak (?:tylko|skonczy|sie|"
        r"bedzie|wroce|przyjde|zrobi)\w*|jak (?:zacznie|przestanie|zrobi sie|bedzie|skonczy|wyjde|wrocimy|przyjda|"
        r"zasne)\w*",
        independent="(?:jesli|jezeli) (?:mozesz|mozna|mozliwe|to mozliwe|chcesz)|(?:jesli|"
        "jezeli) nie masz nic przeciwko|(?:jesli|jezeli) (?:to )?nie (?:problem|kłopot)|(?:jesli|jezeli) łaska|"
        r"do (?:jutra|zobaczenia|pozniej|wieczora)|(?:kiedy|gdy|jak) (?:mozesz|bedziesz mogł\w*|chcesz)",
    ),
    claims=Claims(
        saying="ok|dobrze|jasne|oczywiscie|tak|w porzadku|nie ma sprawy|swietnie|juz",
        done="gotowe|zrobione|załatwione|juz|(?:włacz|wyłacz)am|otwieram|zamykam|ustawiam|zapalam|gasze|dodaje|"
        "uruchamiam",
        deeds=r"\w+(?:łem|łam|lismy|łysmy|liśmy|łyśmy)|(?:włacz|wyłacz)am|otwieram|zamykam|ustawiam|zapalam|gasze|"
        "(?:włacze|wyłacze|otworze|zamkne|ustawie|zapale|zgasze|dodam)|(?:przypomne|obudze|powiadomie|dam znac)",
        results=r"(?:został|została|zostało|zostały|zostali) (?:\w+ )?\w+(?:ny|na|ne|ni|ty|ta|te|ci)|sie (?:włacza|"
        r"wyłacza|otwiera|zamyka)|teraz|juz (?!nie moge)|na (?:twojej |twoja )?list\w+|w drodze|w toku|(?:jedzie|jada|"
        "gra|leci|działa|rusza|zamyka|otwiera)|(?:ustawion|dodan|włączon|wyłączon|właczon|uruchomion|sciszon|"
        r"przyciemnion|opuszczon|podniesion|nastawion)\w*|(?:sciszam|puszczam|podgłaszam|podnosze|opuszczam|nastawiam|"
        "odtwarzam|zwiekszam|zmniejszam|blokuje|odblokowuje|zatrzymuje|wysyłam|przyciemniam|rozjasniam|robie)",
        be="jest|sa|bedzie|beda",
        states="(?:wyłaczon|właczon|zapalon|zgaszon|otwart|zamkniet|zablokowan|odblokowan|ustawion|wstrzyman|"
        r"uruchomion|sciszon|dodan|przyciemnion)\w*",
        never="jesli|gdy|kiedy|kto|co|gdzie|jak|nie",
        after="teraz|juz|znowu|ponownie|tez",
        denies=r"nie(?! ma sprawy)|niestety|blad|ktor\w+|czy|zaden|zadn\w+|jesli|gdy|kiedy|nic|nikt|moge|moglbym|"
        "mogłbym|mogłabym|moze|chcesz",
        idle="^(?:do tego|aby|zeby|zwykle) .*|(?:jesli|jezeli|moge|mozna|mogłbym|mogłabym|moze|powiedz|czesc|witaj|"
        r"dzien dobry|dobry wieczor|dobranoc|dziekuje|prosze bardzo|potrzebn\w+|potrzebuje|pokazuje|mierzy|wskazuje|"
        r"czujnik|słonce|probował\w+|trzeba|w czym|pomaga|słuzy|"
        "nie ma za co)",
    ),
    claim_openings=None,
    excuses={
        "none": "Rozumiem tylko proste polecenia, bo nie skonfigurowano modelu językowego.",
        "away": "Nie mogę teraz odpowiedzieć, bo mój model językowy jest nieosiągalny.",
        "gone": "Nie mogę odpowiedzieć, bo wybranego dla mnie modelu językowego już nie ma.",
        "blind": "Nie mogę tego zobaczyć, bo mój model językowy umie tylko czytać.",
        "failed": "Nie mogę teraz odpowiedzieć, bo mój model językowy nie odpowiedział.",
        "done": "Gotowe.",
        "not-done": "To nie zostało zrobione.",
        "not-all": "Nie wszystko się udało.",
        "question": "To było pytanie, więc niczego nie zmieniono.",
        "rounds": "Nie udało się tego dokończyć. Poproś o jedną rzecz naraz.",
        "too-long": "To było za dużo naraz. Zacznij nową rozmowę.",
    },
    choice=Choice("O co chodzi: {}?", "czy"),
    endings=Endings(
        courtesies=words("prosze dziekuje"),
        hanging=words(
            "i a oraz lub albo ale wiec eee yyy hm bo poniewaz jesli jezeli kiedy gdy dopoki z ze bez do w we na od "
            "dla po przez przy nad pod miedzy o u za moj moja moje moim mojej twoj twoja twoje nasz nasza kazdy kazda "
            "kazde jest sa co jaki jaka jakie ktory ktora ktore kto czy ustaw"
        ),
        phrases=phrases(
            "tak|nie|ok|okej|dobra|dobrze|stop|stoj|anuluj|niewazne|zostaw|dziekuje|dzieki|to wszystko|ktora godzina|"
            "ktora jest godzina|jaki dzis dzien|jaki jest dzis dzien|dobranoc|dzien dobry|tak prosze|nie dziekuje"
        ),
        timers=words("minutnik minutnika timer timera"),
        sets=words("ustaw nastaw włacz uruchom dodaj stworz"),
        units=words("sekunda sekunde sekundy sekund minuta minute minuty minut godzina godzine godziny godzin"),
    ),
    clauses=Clauses(
        before=words(
            "i a oraz lub albo ale lecz więc bo ponieważ gdyż choć chociaż kiedy gdy gdzie jeśli jeżeli aż dopóki "
            "zanim żeby aby czy który która które którzy z ze bez dla od po przed przy między pod nad przez podczas w "
            "we na"
        ),
        leans=words(
            "ten ta to te ci tego tej tym tych mój moja moje twój twoja twoje jego jej ich nasz nasza nasze jest są "
            "był była było były będzie będą ma mają może musi nie i oraz lub albo ale a w we na z ze do od dla bez po "
            "przed przy między pod nad przez o u że jak gdy jeśli który która które bardzo bardziej mniej więcej tylko "
            "właśnie ja ty on ona my wy co"
        ),
        begin=words(
            "ten ta te mój moja moje twój twoja twoje do za dziś dzisiaj jutro wczoraj teraz już jeszcze znowu"
        ),
        clings=words("się by niż temu stopień stopnie stopni procent procenta"),
        numbers=words(
            "jeden jedna jedno dwa dwie trzy cztery pięć sześć siedem osiem dziewięć dziesięć jedenaście dwanaście "
            "piętnaście dwadzieścia trzydzieści czterdzieści pięćdziesiąt sto tysiąc pół"
        ),
        describes=words(
            "nowy nowa nowe stary stara stare mały mała małe duży duża duże pierwszy pierwsza drugi druga ostatni "
            "ostatnia następny następna każdy każda każde wszystkie wszystkich kilka wiele prawie około inny inna inne "
            "żaden żadna cały cała całe dobry dobra dobre"
        ),
        joins_numbers=words("i lub albo do po z"),
        abbreviations=words("np tzn tj m.in godz ul"),
        verbs=words("jest są był była było były będzie będą ma mają może mogą musi wynosi"),
        adjectives_first=True,
    ),
    numbers=None,
    reading=None,
    hearing=None,
)
