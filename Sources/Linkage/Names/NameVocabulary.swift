/// Words in names that say little of who it is, and how much.
enum NameVocabulary {
    /// Words every second company has, each with the form it is compared by.
    ///
    /// One concept a line: its first word, then its other spellings and languages.
    static let descriptors: [String: String] = table(
        """
        company co compagnie compania kompaniya kompania kompani firma companies gongsi kampani sirketi
        corporation corp korporatsiya corporacion korporacija korporacia
        group gruppe groupe grupo gruppa grup gruppo jituan grupa
        holding holdings kholding
        international intl internationale internatsionalny internacional mezhdunarodny mezhdunarodnaya
        trading trade handels torgovy torgovaya commerce commercial maoyi ticaret
        industry industries industrial industrie industriya promyshlennost promyshlennaya sanayi gongye
        service services servis
        bank banque banco banka yinhang banca
        trust
        foundation fondation fundacion stiftung fondatsiya vakfi
        fund fonds
        association assotsiatsiya asociacion
        society societe sociedad obshchestvo gesellschaft
        organisation organization organizatsiya organizacion
        institute institut instituto insitute
        centre center tsentr centro zentrum
        technology technologies technologiya tekhnologii technologie tech keji
        system systems sistema sistemy
        solution solutions
        management
        investment investments invest investitsii investicii touzi
        capital kapital
        partner partners
        consulting consultancy consultants
        construction stroitelstvo stroy insaat jianzhu
        development razvitie fazhan
        enterprise enterprises predpriyatie
        business businesses biznes
        engineering inzhiniring
        energy energiya energo enerji nengyuan
        oil petroleum neft
        gas gaz
        shipping sudokhodstvo denizcilik
        marine maritime
        aviation aviatsiya
        airline airlines airways avialinii
        export eksport
        import
        logistic logistics logistik
        transport transportation
        media
        global
        national natsionalny natsionalnaya nacional
        general
        state gosudarstvenny gosudarstvennaya
        federal federalny federalnoe
        university universitet universitat universidad daxue
        academy akademiya
        college
        school
        ministry ministerstvo
        department
        agency agentstvo
        committee komitet
        union soyuz
        party partiya
        office byuro bureau
        products product produkty
        insurance assurance
        finance financial finans
        factory zavod plant
        research
        security
        oblastnaya oblastnoy regional regionalnaya
        obshchestvennaya public
        plus
        """
    )

    /// Countries and regions: an addition that seldom is another body, but two of them are two bodies.
    static let places: [String: String] = table(
        """
        uk britain england gb british
        usa us america american
        europe european evropa europa
        germany deutschland german germania
        switzerland schweiz suisse swiss svizzera
        france french
        italy italia
        spain espana
        russia rossiya russian rus rossii
        ukraine ukraina
        china chinese zhongguo
        japan nippon
        korea
        india
        iran
        iraq
        turkey turkiye
        mexico
        brazil brasil
        canada
        australia
        austria osterreich
        poland polska
        belarus
        kazakhstan kazakstan
        cyprus
        dubai uae emirates
        singapore
        malaysia
        indonesia
        africa african
        asia asian
        moscow moskva
        london
        north northern
        south southern
        east eastern
        west western
        scotland scottish
        ireland irish
        wales welsh
        netherlands nederland holland
        belgium
        hong kong
        """
    )

    /// Words that only join others.
    static let joiners: Set<String> = [
        "the", "of", "and", "in", "for", "und", "et", "y", "i", "e", "der", "die", "das", "de", "du", "des", "la", "le",
        "les", "for", "po", "na", "s", "imeni", "on", "to", "by", "at", "von", "del", "da", "do",
    ]

    /// Particles of family names, each with the form it is compared by.
    static let particles: [String: String] = table(
        """
        bin ibn ben bn ould
        al el ul ad ash as ar an at il
        van
        von vom
        der den dem
        de di da do du des del della dos das d
        la le las los les
        abu abou
        bint binti
        ter ten te
        zu zur
        y
        e
        af av
        o
        ap ab
        st saint
        """
    )

    /// Words before a name that are its bearer's rank or courtesy and no part of it.
    static let titles: Set<String> = [
        "mr", "mrs", "miss", "ms", "mx", "dr", "prof", "professor", "sir", "dame", "lord", "lady", "rev", "revd", "hon",
        "esq", "jr", "jnr", "junior", "sr", "snr", "senior", "ii", "iii", "iv", "mstr", "president", "minister",
        "general", "gen", "colonel", "col", "captain", "capt", "major", "maj", "sergeant", "sgt", "lieutenant", "lt",
        "admiral", "commander", "cmdr", "marshal", "herr", "frau", "monsieur", "madame", "mme", "senor", "senora",
        "doctor", "doktor", "ing", "dipl", "mag", "senator", "chairman", "comrade", "phd", "mba", "obe", "mbe", "cbe",
        "qc", "kc", "mp", "dipl", "ingenieur", "chancellor", "ambassador", "judge", "justice", "father", "brother",
        "sister", "pastor", "bishop", "pope", "father", "pan", "pani", "gospodin", "constable", "pc", "inspector",
        "prime", "vice", "deputy", "ayatollah", "sheikh", "shaikh", "shaykh", "sheik", "shaik", "cheikh", "cheik",
        "king", "queen", "emir", "duke", "baron", "count",
    ]

    /// Titles that are given names as well, and words of respect set before, between or behind names.
    static let softTitles: Set<String> = [
        "haji", "hajji", "hajj", "haj", "alhaji", "mullah", "mulla", "molla", "maulana", "mawlawi", "maulavi", "maulvi",
        "imam", "sayyid", "syed", "sayed", "said", "seyed", "sayyed", "hafiz", "qari", "ustad", "prince", "princess",
        "sultan", "khan", "don", "dona", "master", "begum", "bibi", "agha", "bey", "pasha", "effendi", "singh", "kaur",
    ]

    /// Number words, the tens last, and what they are worth.
    static let numbers: [String: Int] = {
        var numbers: [String: Int] = [:]
        let small = [
            "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
            "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
        ]
        for (value, word) in small.enumerated() { numbers[word] = value }
        let tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
        for (place, word) in tens.enumerated() { numbers[word] = (place + 2) * 10 }
        numbers["fourty"] = 40
        let ordinals = [
            "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
            "twelfth",
        ]
        for (place, word) in ordinals.enumerated() { numbers[word] = place + 1 }
        return numbers
    }()

    /// Roman numerals behind a name.
    static let romans: [String: Int] = [
        "ii": 2, "iii": 3, "iv": 4, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "xi": 11, "xii": 12,
    ]

    private static func table(_ text: String) -> [String: String] {
        var table: [String: String] = [:]
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            guard let head = words.first else { continue }
            for word in words where table[word] == nil { table[word] = head }
        }
        return table
    }
}
