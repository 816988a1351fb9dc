"""French."""

from morgan.languages.schema import (
    Choice,
    Claims,
    Clauses,
    Counted,
    Currency,
    Endings,
    Hearing,
    Language,
    Lexicon,
    LimitWords,
    Lists,
    Numbers,
    Questions,
)
from morgan.languages.writing import per, phrases, signs, units, words

FRENCH = Language(
    code="fr",
    questions=Questions(
        opens="que|quel|quelle|quels|quelles|qui|quoi|ou|quand (?:est|sont|a|ont|vas|va)|pourquoi|comment|combien|"
        "est ce|est il|est elle|sont ils|sont elles|est|a t|y a|dis moi|quest",
        asks=r"(?:peux|pourrais|veux|voudrais) tu|(?:pouvez|pourriez|voulez) vous|est ce que (?:tu|vous) \w+|"
        "tu (?:peux|pourrais)",
        knows="(?:peux|pourrais) tu (?:me )?(?:dire|verifier|regarder)",
        commands="allume|eteins|ouvre|ferme|mets|regle|lance|arrete|verrouille|demarre",
    ),
    limits=LimitWords(
        order="(?:allum|etein|eteig|ouvr|ferm|baiss|mont|lanc|demarr|arret|verrouill|deverrouill|regl|activ|desactiv|"
        r"coup|touch|augment|diminu|tamis|chang|branch|debranch|jou)\w*|met(?:s|tez|tre|s)",
        joints="et puis",
        but="mais",
        excepting=r"(?:sauf|excepte|hormis|a part|mais pas|a l exception d\w*|en dehors d\w*)|juste pas|autres? que|"
        "moins(?= (?:la|le|les) )",
        nothing_of="^pas",
        forbidding="(?:ne|n)(?: (?:me|le|la|les|l|lui|y|en|pas|jamais|plus|surtout|faut|dois|doit|veux|que|"
        "tu))* {order}|{order} (?:surtout |donc )?(?:pas|jamais|plus)|pas (?:besoin |la peine )?d?e? ?{order}|"
        r"touche pas|interdi\w+ d\w* ?\w+|surtout pas \w+er|^(?:surtout )?(?:ne|n) \w+ (?:pas|jamais|plus)|"
        r"evit\w+ d\w* ?\w+|ne (?:doit|doivent|dois) (?:pas|jamais|plus)|inutile d\w* ?\w+|(?:pas (?:besoin|"
        r"la peine)|superflu) d\w* ?\w+|(?:veux|voudrais) pas que",
        keeping=r"(?:laiss|gard)\w*(?: \w+){0,6}? (?:allum|etein|ouvert|ferm|comme|tranquil|verrouill|en marche|en "
        r"haut|en bas)\w*|rest\w* (?:allum|etein|ouvert|ferm)\w*",
        polite=r"pourquoi|n ?oublie|(?:ne|n) \w+ que|(?:tu|vous) ne (?:veux|voudrais|voulez|voudriez|peux|pourrais|"
        "pouvez|"
        "pourriez) pas",
        leaving=r"(?:ne|n) (?:laiss|gard)\w* (?:pas|jamais)|(?:ne|n) pas laisser",
        later=r"(?:a|vers|avant|apres|des|jusqu a) {n} ?(?:h|heures?)|\d{1,2} ?h(?: ?\d\d)?|(?:a|vers) (?:midi|minuit)|"
        "dans (?:environ )?(?:{n}|une?|une demi|quelques) ?(?:secondes?|minutes?|heures?|jours?|semaines?)|"
        "dans une demi heure|pendant (?:{n}|une?|une demi|les prochaines) ?(?:secondes?|minutes?|heures?)|(?:demain|"
        r"plus tard|ce soir|cette nuit|cet apres midi|chaque (?:matin|soir|jour|nuit|heure|semaine|\w+di)|"
        r"tous les (?:matins|soirs|jours|\w+dis)|tout a l heure)|(?:au|avant le|apres le) (?:coucher|lever) du|"
        "dans (?:un|trois) quarts? d ?heure|encore {n} minutes|dans une? (?:petite |bonne )(?:demi ?heure|demi heure|"
        "heure|minute)|a {n} {n}|(?:le |ce |chaque )?(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)s?|"
        "ce week ?end|(?:le|demain) (?:matin|soir)|pour (?:{n}|une?) (?:minutes?|mn|heures?)|dans {n} (?:min|mn|sec)|"
        "toute la (?:nuit|journee)|jusqu a {n}",
        depending=r"(?:si|s il|des qu\w*|quand|lorsqu\w*|au cas ou|tant qu\w*|jusqu a ce|apres (?:le|la|que)|"
        r"avant (?:le|la|que|de))|en cas d\w*|a (?:condition|moins) qu\w*|chaque fois qu\w*",
        independent="s il (?:te|vous) plait|si (?:possible|tu (?:peux|veux)|vous (?:pouvez|voulez)|c est possible)|"
        "si (?:ca|cela) ne (?:te|vous) derange(?: pas)?|si ca ne te fait rien|a (?:demain|ce soir|plus tard|bientot|"
        "tout a l heure)|(?:quand|des que) (?:tu|vous) (?:peux|pouvez|pourras|voudras|veux)|des que possible",
    ),
    claims=Claims(
        saying="ok|d accord|bien|bien sur|oui|voila|tres bien|entendu|pas de probleme|pas de souci|parfait|desole|"
        "desolee",
        done="c est fait|c est bon|c est regle|c est comme si c etait fait|fait|termine|terminee|voila|chose faite",
        deeds="j ?ai (?:bien |juste |aussi )?(?!trouve|essaye|tente|besoin|compris|pu|peur|faim|envie|entendu|une|un|"
        "la|le|les|des|"
        r"de|bien$|\d)\w+(?:e|i|is|it|u|rt|nt|es|us)|j ?(?:allume|eteins|ouvre|ajoute|active|arrete|allumerai|"
        "eteindrai|ouvrirai)|je (?:ferme|regle|mets|lance|verrouille|deverrouille|demarre|baisse|monte|change|coupe|"
        r"fermerai|mettrai)|je viens d\w* ?(?:l |le |la |les )?\w+(?:er|re|ir)|je vais (?:vous |te |l |le |la |"
        "les )?(?:allumer|eteindre|ouvrir|fermer|mettre|regler|lancer|arreter|ajouter|rappeler|prevenir|reveiller)|"
        "je (?:te|vous|t) (?:le )?(?:rappelle|rappellerai|previendrai|previens|reveillerai|reveille)|je (?:descends|"
        "leve|remets|passe|envoie|joue|tamise|augmente|diminue|m en occupe)",
        results="(?:est|sont) (?:maintenant|desormais|bien)|(?:a|ont) (?:bien )?ete|s (?:ouvre|ferme|allume|"
        "eteint)(?:nt)?|maintenant|desormais|sur (?:la|ta|votre|ma) liste|en (?:route|cours|marche)|en train de|(?:est|"
        r"sont) (?:\w+ )?(?:descendu|monte|lance|parti|regle|programme|mis|mute)\w*|(?:lance|regle|programme|mis|"
        r"ajoute|demarre|active|baisse|monte|tamise)e?s? (?:pour|a|sur|dans)|a \d+ (?:degres|%|pour cent)|(?:se|"
        "s) (?:ferme|ouvre|allume|eteint|baisse|leve|met)(?:nt)?|ca y est",
        be="est|sont|sera|seront",
        states="(?:allume|eteint|ouvert|ferme|verrouille|deverrouille|regle|active|desactive|coupe|baisse|monte|lance|"
        "demarre|arrete|tamise|ajoute)e?s?",
        never="je|tu|il|elle|nous|vous|on|qui|que|ca|rien|qu",
        after="maintenant|desormais|a nouveau|comme demande|aussi|deja",
        denies="ne|n|pas(?! de (?:probleme|souci))|impossible|erreur|echec|voulez vous|veux tu|voudrais tu|lequel|"
        "laquelle|quel|quelle|peux tu|si|quand|lorsque|aucun|aucune|jamais|rien|personne|je peux|je pourrais|on peut|"
        "peut etre|pouvez|voulez",
        idle="^(?:un|une|pour) .*|(?:si|peux|peut|pourrais|pouvez|voulez|dis moi|dites moi|il faut|faudrait|faut|"
        "bonjour|bonsoir|bonne (?:nuit|soiree|journee)|salut|merci|de rien|peut etre|permet|permettent|sert|servent|"
        "besoin|mesure|indique|affiche|capteur|soleil|essaye|desole|ravi|injoignable)",
    ),
    claim_openings=words("j'ai j’ai ai a ont est sont été c'est c’est voilà fait bien d'accord ok"),
    excuses={
        "none": "Je ne comprends que les commandes simples, car aucun modèle de langage n'est configuré.",
        "away": "Je ne peux pas répondre pour le moment, car mon modèle de langage est injoignable.",
        "gone": "Je ne peux pas répondre, car le modèle de langage choisi pour moi n'existe plus.",
        "blind": "Je ne peux pas voir cela, car mon modèle de langage ne sait que lire.",
        "failed": "Je ne peux pas répondre pour le moment, car mon modèle de langage n'a pas répondu.",
        "done": "C'est fait.",
        "not-done": "Je ne l'ai pas fait.",
        "not-all": "Tout n'a pas fonctionné.",
        "question": "C'était une question, je n'ai donc rien changé.",
        "rounds": "Je n'ai pas pu terminer. Demandez une chose à la fois.",
        "too-long": "C'était trop à la fois. Commencez une nouvelle conversation.",
    },
    choice=Choice("De quoi parlez-vous : {} ?", "ou"),
    endings=Endings(
        courtesies=words("merci svp"),
        hanging=words(
            "le la les l un une des du de d et ou mais puis alors aussi euh hum parce si quand pendant jusque avec "
            "sans a au aux par pour sur dans en chez mon ma mes ton ta tes notre nos votre vos ce cet cette ces chaque "
            "est sont quel quelle qui que peux je tu nous vous mets regle"
        ),
        phrases=phrases(
            "oui|non|ok|d accord|stop|arrete|annule|laisse tomber|merci|c est tout|quelle heure est il|bonne nuit|"
            "bonjour"
        ),
        timers=words("minuteur minuteurs minuterie"),
        sets=words("mets regle lance demarre cree"),
        units=words("seconde secondes minute minutes heure heures"),
        states=words("est sont"),
    ),
    clauses=Clauses(
        before=words(
            "et ou mais car donc parce puisque quand lorsque pendant après avant depuis si qui dont où avec sans pour "
            "dans chez entre sous derrière devant jusqu'à malgré"
        ),
        leans=words(
            "un une le la les l' de du des d' ce cette ces mon ton son ma ta sa mes tes ses notre votre leur est sont "
            "était a ont sera peut doit ne pas et ou mais à au aux en avec sans pour dans par sur sous plus moins très "
            "que qui si je tu il elle on nous vous ils elles juste"
        ),
        begin=words(
            "le la les un une des du ce cette ces votre vos mon ma mes à au aux sur vers aujourd'hui demain hier "
            "maintenant déjà encore"
        ),
        clings=words("de du des d' pas plus que heures degrés pour"),
        numbers=words(
            "deux trois quatre cinq six sept huit neuf dix onze douze quinze vingt trente quarante cinquante cent "
            "mille demi quart"
        ),
        describes=words(
            "petit petite grand grande bon bonne nouveau nouvelle premier première dernier dernière même autre tout "
            "toute tous toutes quelques plusieurs presque environ chaque aucun aucune vos nos leurs"
        ),
        joins_numbers=words("et ou à"),
        abbreviations=words("av env mlle mme p.ex"),
        verbs=words("est sont était étaient a ont avait sera seront va vont peut peuvent doit doivent"),
    ),
    numbers=Numbers(
        code="fr",
        point="virgule",
        dot="point",
        minus="moins",
        until="à",
        thousands="\u202f",
        decimal=",",
        signs=signs(
            "pour cent | et | plus | égale | arobase | degrés | fois | divisé par | euros | dollars | livres | "
            "environ | au plus | au moins | numéro | micro | plus ou moins"
        ),
        units=units(
            "un",
            "une",
            "degré Celsius/degrés Celsius | degré Fahrenheit/degrés Fahrenheit | degré/degrés | pour cent | "
            "kilomètre à l'heure/kilomètres à l'heure | mile à l'heure/miles à l'heure | "
            "mètre par seconde/mètres par seconde | kilomètre/kilomètres | mètre/mètres | centimètre/centimètres | "
            "millimètre/millimètres | mile/miles | pied/pieds | kilowattheure/kilowattheures | wattheure/wattheures | "
            "kilowatt/kilowatts | mégawatt/mégawatts | watt/watts | volt/volts | ampère/ampères | hertz | "
            "kilogramme/kilogrammes | gramme/grammes | milligramme/milligrammes | litre/litres | litre/litres | "
            "millilitre/millilitres | mètre carré/mètres carrés | mètre cube/mètres cubes | mètre carré/mètres carrés |"
            " mètre cube/mètres cubes | hectopascal/hectopascals | millibar/millibars | bar/bars | lux | "
            "décibel/décibels | ~partie par million/parties par million | microgramme par mètre cube/microgrammes par "
            "mètre cube | ~heure/heures | ~minute/minutes | ~seconde/secondes | ~milliseconde/millisecondes | "
            "gigaoctet/gigaoctets | mégaoctet/mégaoctets | téraoctet/téraoctets | kilooctet/kilooctets | "
            "mégabit par seconde/mégabits par seconde | millilitre/millilitres | ~livre/livres | ~livre/livres | "
            "~once/onces",
        ),
        currencies={
            "€": Currency(Counted("un euro", "euros"), Counted("un centime", "centimes"), names_part=False),
            "$": Currency(Counted("un dollar", "dollars"), Counted("un cent", "cents"), names_part=False),
            "£": Currency(Counted("une livre", "livres"), Counted("un penny", "pence"), names_part=False),
            "¥": Currency(Counted("un yen", "yens"), Counted("un sen", "sen")),
            "CHF": Currency(Counted("un franc suisse", "francs suisses"), Counted("un centime", "centimes"), "et"),
            "kr": Currency(Counted("une couronne", "couronnes"), Counted("un öre", "öre"), names_part=False),
        },
        abbreviations={
            r"p\.\s?ex\.": "par exemple",
            r"c\.-à-d\.": "c'est-à-dire",
            r"etc\.": "et cetera",
            r"env\.": "environ",
            r"M\.": "Monsieur",
            "Mme": "Madame",
            "Mlle": "Mademoiselle",
            r"Dr\.?": "Docteur",
            "[nN]°": "numéro",
        },
        months=tuple(
            "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()  # noqa: SIM905
        ),
        per=per("par", "jour semaine mois an heure minute personne", "j:jour d:jour h:heure min:minute"),
        halves={"½": "un demi", "¼": "un quart", "¾": "trois quarts"},
        clock=r"(?:\sheures?\b)?",
    ),
    reading=Lexicon(
        verbs={
            "on": "allume|allumer|allumez|active|activer|activez|mets … marche|met … marche|mettre … marche|"
            "mettez … marche|enclenche",
            "off": "eteins|eteint|eteindre|eteignez|desactive|desactiver|desactivez|coupe|couper|coupez",
            "toggle": "bascule|basculer",
            "open": "ouvre|ouvrir|ouvrez|leve|lever|levez|remonte|remonter",
            "close": "ferme|fermer|fermez|baisse|baisser|baissez|abaisse|descends",
            "lock": "verrouille|verrouiller|verrouillez|ferme … cle|ferme … clef",
            "unlock": "deverrouille|deverrouiller|deverrouillez",
            "start": "demarre|demarrer|demarrez|lance|lancer|lancez|commence",
            "stop": "arrete|arreter|arretez|stoppe|stopper|stop",
            "return": "renvoie|renvoyer|renvoyez|ramene|retourne|rentre",
            "pause": "pause|mets … pause|met … pause|mettre … pause|mettez … pause",
            "resume": "reprends|reprendre|reprenez|relance|continue",
            "next": "passe|suivant|suivante|passe … suivant|passe … suivante",
            "previous": "precedent|precedente|reviens … precedent|reviens … precedente",
            "mute": "coupe … son|mets … sourdine|mets … muet|couper … son",
            "unmute": "remets … son|reactive … son|retablis … son",
            "set": "regle|regler|reglez|mets|met|mettre|mettez|change|changer|ajuste|ajuster|tamise|tamiser|monte|"
            "monter|baisse|augmente|diminue|ouvre",
            "up": "monte|monter|montez|augmente|augmenter|augmentez",
            "down": "baisse|baisser|baissez|diminue|diminuer",
            "press": "appuie|appuyer|appuyez",
        },
        bare={},
        kinds={
            "light": "lumiere|lampe|eclairage|ampoule|luminaire",
            "fan": "ventilateur|ventilo",
            "switch": "prise|interrupteur",
            "cover.blind+shade+shutter": "store",
            "cover.shutter+blind": "volet|volet roulant",
            "cover.curtain": "rideau|rideaux",
            "cover.awning": "banne|store banne",
            "cover.garage": "porte de garage|porte du garage|garage",
            "cover.garage+door+gate&lock": "porte|portail",
            "cover.window&lock": "fenetre",
            "lock": "serrure|verrou",
            "valve": "vanne|robinet|valve",
            "vacuum": "aspirateur|robot aspirateur|aspirateur robot|robot",
            "lawn_mower": "tondeuse|robot tondeuse",
            "media_player": "enceinte|tele|television|musique|radio|tv|haut parleur|hauts parleur|chaine|lecteur|"
            "lecture|chanson|piste|morceau|titre|son",
            "climate": "thermostat|chauffage|climatisation|clim|climatiseur|radiateur",
            "humidifier": "humidificateur|deshumidificateur",
            "todo": "liste|liste de tache|tache|todo",
            "scene": "scene",
            "script": "script",
            "siren": "sirene",
            "button&input_button": "bouton",
        },
        quantities={
            "brightness": "luminosite|intensite",
            "volume": "volume",
            "temperature": "temperature|degre",
            "color_temperature": "kelvin|temperature de couleur",
            "speed": "vitesse",
            "position": "position",
            "humidity": "humidite",
        },
        colors={
            "red": "rouge",
            "green": "vert|verte",
            "blue": "bleu|bleue",
            "yellow": "jaune",
            "orange": "orange",
            "purple": "pourpre",
            "pink": "rose",
            "white": "blanc|blanche",
            "violet": "violet|violette",
            "cyan": "cyan",
            "turquoise": "turquoise",
            "brown": "marron",
        },
        numbers={"moitie": 50, "maximum": 100, "max": 100, "fond": 100},
        fillers="le la les l un une de du des d dan dans a au aux en sur mon ma mes notre nos s il te vous plait peux "
        "tu pouvez pourrais voudrais je veux maintenant pour cent pourcent % ° degre celsius k couleur merci stp svp "
        "moi appareil hey ok est ce que",
        to="a sur",
        homes="base station dock maison chez",
        everything="tout toute tous toutes partout maison",
        here="ici|dans cette piece",
        it="la le les ca",
        joints="et puis ensuite",
        stoppers="ne pas sauf excepte sans si quand lorsque jusque apres avant tard demain soir minute heure seconde "
        "minuteur rappelle pourquoi quoi quel quelle qui comment autre plus moins peu encore",
        lists=Lists(
            add=words("ajoute ajouter ajoutez mets met note ecris"),
            remove=words("retire enleve supprime"),
            complete=words("coche termine"),
            between=words("a au aux dans sur de du"),
        ),
    ),
    hearing=Hearing(
        joining=words(
            "un une des le la les l du de d au aux mon ma mes notre nos ton ta tes son sa ses ce cet cette ces et ou "
            "mais ne pas non oui est sont était être a ont avait il elle je tu nous vous ils elles on me te se y en "
            "dans sur sous à pour par avec sans chez qui que quoi quel quelle quels quelles quand où pourquoi comment "
            "peut peux pourrais veux s si plus très tout toute tous toutes c j m n t qu ici là maintenant demain matin "
            "soir nuit jour semaine mois an année hier"
        ),
        things=words(
            "chambre salon cuisine salle bain bains bureau couloir entrée cave grenier garage jardin balcon terrasse "
            "mur plafond sol coin porte fenêtre portail toit table lit chaise canapé étagère lampe lampes lumière "
            "lumières ventilateur chauffage four frigo télé télévision radio musique caméra prise interrupteur volet "
            "volets store stores rideau rideaux serrure capteur aspirateur robot rouge vert verte bleu bleue blanc "
            "blanche jaune orange violet rose chaud froid gauche droite haut bas petit petite grand grande vieux neuf"
        ),
        anything=words("ajoute ajouter rappelle appelle envoie annonce dis dire écris note cherche trouve joue"),
        lists=words("liste rappel nommé appelé"),
        sounds="(?<=[aeiouyéèê])ill? ij | ill ij | eau o | au o | œu O | eu O | ou u | oi wa | ai(?!n) e | ei(?!n) e | "
        "(?:ain|ein|in|im|un|um|yn)(?![aeiouyéèênm]) U | (?:an|am|en|em)(?![aeiouyéèênm]) V | (?:on|"
        "om)(?![aeiouyéèênm]) M | ez$ e | er$ e | ets?$ e | é e | è e | ê e | ë e | à a | â a | ô o | î i | ï i | ù u |"
        " û Y | ch S | ph f | gn nj | qu k | gu(?=[eiyéè]) g | ge(?=[aou]) Z | g(?=[eiyéè]) Z | j Z | c(?=[eiyéè]) s | "
        "ç s | c k | th t | h - | (?<=[aeiouyéèê])s(?=[aeiouyéèê]) z | ss s | (?<=.)e?[sxz]$ - | (?<=.)[td]s?$ - | "
        "(?<=[^aeiou])es?$ - | e$ - | p$ - | x ks | y i | u Y | w v",
    ),
)
