"""Italian."""

from morgan.languages.schema import Choice, Claims, Clauses, Endings, Language, LimitWords, Questions
from morgan.languages.writing import phrases, words

ITALIAN = Language(
    code="it",
    questions=Questions(
        opens="che|cosa|quale|quali|chi|dove|quando (?:e|sono|arriva)|perche|come|quanto|quanta|quanti|quante|c e|"
        "dimmi",
        asks="puoi|potresti|vuoi|puo",
        knows="(?:puoi|potresti) (?:dirmi|controllare|verificare|vedere)",
        commands="accendi|spegni|apri|chiudi|imposta|metti|avvia|ferma|blocca|sblocca|alza|abbassa",
    ),
    limits=LimitWords(
        order="(?:accend|spegn|speng|apr|chiud|mett|alz|abbass|attiv|disattiv|blocc|sblocc|avvi|ferm|riprodu|tocc|"
        r"impost|regol|cambi|aument|diminu|silenz)\w*",
        joints="e ed poi",
        but="ma pero",
        excepting=r"(?:tranne|eccetto|salvo|(?:ma|pero) non(?= (?:il|la|le|gli|lo|i|l|in|nel\w*|quell\w))|a parte|"
        r"ad eccezione d\w*|esclus[oaie]|fuorche|meno(?= (?:il|la|le|gli|lo|i|l) ))|solo non|all ?infuori d\w+",
        nothing_of=r"^non(?= (?:il|la|le|gli|lo|i|l|in|quell\w+|quest\w+|nel\w*) )",
        forbidding="(?:non|mai)(?: (?:mi|lo|la|li|le|ci|si|voglio|che|devi|deve|bisogna|serve|c|e|bisogno|di|dovresti|"
        r"piu|mai))* {order}|guai a te|nemmeno per sogno|non (?:azzardarti|provare) a \w+|non (?:andare|fare|far|"
        r"provare|ti azzardare|c e bisogno|serve|voglio che)|non (?:va|vanno|deve|devono) (?:essere )?\w+|evita di \w+|"
        r"inutile \w+re|non (?:c ?e bisogno|serve|occorre)(?: d\w*)? \w+",
        keeping=r"lasci\w*(?: \w+){0,6}? (?:acces|spent|apert|chius|stare|cosi|com|alzat|abbassat)\w*|(?:rest|"
        r"riman)\w+ (?:acces|spent|apert|chius)\w*",
        polite="perche non|non dimenticar|non (?:potresti|puoi|vorresti|vuoi)",
        leaving="non lasci\\w*",
        later="(?:alle|dalle|verso le|prima delle|dopo le|entro le|fino alle) {n}(?! ?(?:%|percento|per cento))|"
        "a (?:mezzogiorno|mezzanotte)|(?:tra|fra|per) (?:circa )?(?:{n}|un|una|mezz|mezza|qualche) ?(?:second[oi]|"
        "minut[oi]|or[ae]|giorn[oi]|settiman[ae])|(?:domani|stasera|stanotte|piu tardi|dopo$|ogni (?:mattina|sera|"
        r"giorno|notte|ora|settimana|\w+di)|tutt[ei] (?:le|i) (?:sere|mattine|giorni|notti)|al (?:tramonto|mattino)|"
        "all alba|di (?:sera|notte|mattina))|(?:tra|fra) (?:un|tre) quart[oi] d ?ora|(?:per )?altri {n} minuti|(?:tra|"
        r"fra) (?:un attimo|poco)|per (?:un|una|qualche|mezz|mezza)\w* ?(?:ora|oretta|minuto|minutino|mezzora|mezz ora|"
        "po)|ogni (?:lunedi|martedi|mercoledi|giovedi|venerdi|sabato|domenica)|all una|domattina|(?:il |"
        "ogni )?(?:lunedi|martedi|mercoledi|giovedi|venerdi|sabato|domenica)|questa (?:sera|notte)|(?:tra|fra) un po|"
        "durante la notte|(?:tra|fra) {n} min|dopo (?:cena|pranzo|colazione)",
        depending="(?:se|quando|appena|non appena|finche|nel caso|a meno che|mentre|prima (?:che|di)|dopo che)|qualora|"
        "purche|ogni volta che",
        independent="se (?:puoi|possibile|vuoi|e possibile|non ti)|se (?:non ti dispiace|per te va bene|ti va)|"
        "a (?:domani|dopo|presto|stasera|piu tardi)|(?:appena|quando) (?:puoi|vuoi|hai)|(?:appena|il prima) possibile|"
        "(?:volume|luminosita|livello|al massimo) alle {n}",
    ),
    claims=Claims(
        saying="ok|va bene|certo|d accordo|si|perfetto|bene|subito|nessun problema|ecco",
        done="fatto|ecco fatto|tutto fatto|pronto|accendo|spengo|apro|chiudo|imposto|metto|aggiungo|avvio|blocco|"
        "sblocco|alzo|abbasso",
        deeds=r"ho (?:(?:appena|gia|anche|solo|subito|poi) )*(?!capito|provato|cercato|tentato|potuto|trovato|"
        r"sentito|visto)\w+(?:ato|ito|uto|so|sto|nto|rto|"
        r"sso)|sto (?:accendendo|spegnendo|aprendo|chiudendo|impostando|mettendo|avviando|\w+ando|\w+endo)|"
        "ti (?:ricordero|avvisero|sveglio|svegliero|ricordo|avviso)|(?:accendero|spegnero|apriro|chiudero|mettero|"
        "impostero)",
        results="(?:e|sono) (?:stato|stata|stati|state|ora|adesso)|(?:ora|adesso) (?:e|sono)|(?:viene|vengono|"
        r"verra) \w+(?:at|it|ut|s)[oaie]|ora|adesso|(?:nella|sulla|alla) (?:tua )?lista|in (?:corso|funzione|viaggio|"
        r"partenza)|(?:si )?(?:sta|stanno) \w+ndo|a \d+ gradi|al \d+|\w{3,}(?:at|it|ut)[oaie]$|si (?:chiude|apre|"
        "accende|spegne|abbassa|alza)(?:no)?|ecco (?:a te|la|il|qui)|e (?:muta|muto|partita|partito)",
        be="e|sono|resta|rimane",
        states="(?:acces|spent|apert|chius|bloccat|sbloccat|impostat|attivat|disattivat|aggiunt|abbassat|alzat|avviat|"
        "fermat)[aoei]",
        never="se|quando|che|chi|dove|come|non",
        after="ora|adesso|di nuovo|per te|anche|come richiesto",
        denies=r"non|errore|mi dispiace|impossibile|vuoi|quale|puoi|quando|nessun\w*|mai|niente|nulla|nessuno|posso|"
        "potrei|possiamo|forse|vorrei|dovresti",
        idle="^(?:un|una|uno|per) .*|(?:se|posso|puo|puoi|potrei|forse|dimmi|ciao|buon(?:giorno|asera|anotte)|grazie|"
        "prego|di niente|serve|servono|servirebbe|bisogna|piacere|misura|segna|indica|sensore|sole|provato|bisogno|"
        "aiuta|aiutano|permette)",
    ),
    claim_openings=words("ho è sono fatto stato ecco ok"),
    excuses={
        "none": "Capisco solo comandi semplici, perché non è configurato alcun modello linguistico.",
        "away": "Ora non posso rispondere, perché il mio modello linguistico non è raggiungibile.",
        "gone": "Non posso rispondere, perché il modello linguistico scelto per me non c'è più.",
        "blind": "Non posso vederlo, perché il mio modello linguistico sa solo leggere.",
        "failed": "Ora non posso rispondere, perché il mio modello linguistico non ha risposto.",
        "done": "Fatto.",
        "not-done": "Non l'ho fatto.",
        "not-all": "Non tutto ha funzionato.",
        "question": "Era una domanda, quindi non ho cambiato nulla.",
        "rounds": "Non sono riuscito a finire. Chiedi una cosa alla volta.",
        "too-long": "Era troppo in una volta. Inizia una nuova conversazione.",
    },
    choice=Choice("Quale intendi: {}?", "o"),
    endings=Endings(
        courtesies=words("grazie"),
        hanging=words(
            "il lo la l i gli le un uno una e ed o oppure ma poi quindi anche eh ehm uhm mm perche se quando mentre "
            "finche con senza di d del dello della dell dei degli delle a ad al allo alla all ai agli alle in nel "
            "nello nella nell nei negli nelle da dal dallo dalla dall dai dagli dalle sul sullo sulla sull sui sugli "
            "sulle per tra fra mio mia miei mie tuo tua suo sua nostro nostra questo questa questi queste ogni sono "
            "che quale quali chi imposta metti"
        ),
        phrases=phrases(
            "si|no|ok|okay|va bene|stop|basta|ferma|annulla|lascia stare|lascia perdere|grazie|e tutto|questo e tutto|"
            "che ore sono|che ora e|che giorno e oggi|buonanotte|buona notte|buongiorno|annulla tutti i timer|"
            "si grazie|no grazie"
        ),
        timers=words("timer"),
        sets=words("imposta metti avvia crea aggiungi punta fai"),
        units=words("secondo secondi minuto minuti ora ore"),
    ),
    clauses=Clauses(
        before=words(
            "e ed o oppure ma però perché poiché siccome quando mentre dove se finché fino prima dopo con senza per "
            "dal dalla  tra fra sotto sopra dietro davanti durante in nel nello nella nell' nei negli nelle"
        ),
        leans=words(
            "un uno una il lo la i gli le di del dello della dei degli delle questo questa questi queste quel quella "
            "mio mia tuo tua suo sua è sono era erano ho hai ha abbiamo hanno sarà può deve non e ed o ma a ad al allo "
            "alla ai agli alle in nel nello nella nei negli nelle con senza per da dal dallo dalla dai dagli dalle su "
            "sul sullo sulla sui sugli sulle tra fra più meno molto che se si io tu lui lei ci ne mi ti vi appena"
        ),
        begin=words(
            "il lo la i gli le l' un uno una un' questo questa questi queste mio mia tuo tua suo sua a al allo alla "
            "all' ai agli alle verso oggi domani ieri ora adesso già ancora"
        ),
        clings=words("di da del dello della dell' dei degli delle d' che su giù via fa gradi percento"),
        numbers=words(
            "due tre quattro cinque sei sette otto nove dieci undici dodici quindici venti trenta quaranta cinquanta "
            "cento mille mezzo mezza quarto"
        ),
        describes=words(
            "buon buona bel bella grande nuovo nuova primo prima ultimo ultima stesso stessa altro altra altri altre "
            "tutto tutta tutti tutte alcuni alcune vari varie quasi circa ogni qualche nessun nessuna prossimo "
            "prossima miei mie tuoi tue suoi sue"
        ),
        joins_numbers=words("e ed o a alle"),
        abbreviations=words("sig sig.ra sigg dott dott.ssa ing pag p.es"),
        verbs=words("è sono era erano ha hanno aveva avevano sarà saranno va vanno può possono deve devono"),
    ),
    numbers=None,
    reading=None,
    hearing=None,
)
