/// The tables of the alphabets: one entry a letter in the order of Unicode; `-` is a letter that is not written.
extension Romanisation {
    private static func list(_ text: String) -> [[UInt8]] {
        text.split { $0 == " " || $0 == "\n" }.map { $0 == "-" ? [] : Array($0.utf8) }
    }

    private static func pairs(_ text: String) -> [UInt32: [UInt8]] {
        var table: [UInt32: [UInt8]] = [:]
        for word in text.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
            guard let letter = word.unicodeScalars.first else { continue }
            let sound = Array(String(word).utf8.dropFirst(String(letter).utf8.count))
            table[letter.value] = sound
        }
        return table
    }

    /// U+0430 to U+045F: Russian, then the letters of the neighbours.
    static let cyrillicSounds: [[UInt8]] = list(
        """
        a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch a y - e yu ya
        e e dj gj ye dz i i j lj nj c kj i u dz
        """
    )

    /// Small letters beyond: old Russian, Ukrainian ґ, and the languages of Central Asia.
    static let cyrillicMore: [UInt32: [UInt8]] = pairs(
        "ѡo ѣe ѧya ѩya ѫu ѭyu ѯks ѱps ѳf ѵi ґg ғg ҕg җj ҙz қk ҝk ҟk ҡk ңn ҥn ҧp ҫs ҭt үu ұu ҳh ҵts ҷj ҹj һh ҽch ҿch ӂzh"
            + " ӄk ӈn ӌch ӏ ӑa ӓa ӕae ӗe әa ӛa ӝzh ӟz ӡdz ӣi ӥi өo ӧo ӫo ӭe ӯu ӱu ӳu ӵch ӹy ӷg ӆl ӊn ӎm ӻg ӽh ӿh"
    )

    /// U+0561 to U+0587.
    static let armenian: [[UInt8]] = list(
        "a b g d e z e y t zh i l kh ts k h dz gh ch m y n sh o ch p j r s v t r ts u p k o f ev"
    )

    /// U+10D0 to U+10F0.
    static let georgian: [[UInt8]] = list(
        "a b g d e v z t i k l m n o p zh r s t u p k gh q sh ch ts dz ts ch kh j h"
    )

    /// U+03B1 to U+03C9.
    static let greekSounds: [[UInt8]] = list("a v g d e z i th i k l m n x o p r s s t y f ch ps o")

    /// The plain small letter of a Greek letter, or `nil` for what is no letter.
    static func greekBase(_ scalar: UInt32) -> UInt32? {
        switch scalar {
        case 0x03B1...0x03C9: scalar
        case 0x0391...0x03A1, 0x03A3...0x03A9: scalar + 0x20
        case 0x0386, 0x03AC, 0x1F00...0x1F0F, 0x1F70, 0x1F71, 0x1F80...0x1F8F, 0x1FB0...0x1FBC: 0x03B1
        case 0x0388, 0x03AD, 0x1F10...0x1F1F, 0x1F72, 0x1F73, 0x1FC8, 0x1FC9: 0x03B5
        case 0x0389, 0x03AE, 0x1F20...0x1F2F, 0x1F74, 0x1F75, 0x1F90...0x1F9F, 0x1FC2...0x1FC7, 0x1FCA...0x1FCC: 0x03B7
        case 0x038A, 0x0390, 0x03AA, 0x03AF, 0x03CA, 0x1F30...0x1F3F, 0x1F76, 0x1F77, 0x1FD0...0x1FDB: 0x03B9
        case 0x038C, 0x03CC, 0x1F40...0x1F4D, 0x1F78, 0x1F79, 0x1FF8, 0x1FF9: 0x03BF
        case 0x038E, 0x03AB, 0x03B0, 0x03CB, 0x03CD, 0x1F50...0x1F5F, 0x1F7A, 0x1F7B, 0x1FE0...0x1FE3, 0x1FE6...0x1FEB:
            0x03C5
        case 0x038F, 0x03CE, 0x1F60...0x1F6F, 0x1F7C, 0x1F7D, 0x1FA0...0x1FAF, 0x1FF2...0x1FF7, 0x1FFA...0x1FFC: 0x03C9
        case 0x1FE4, 0x1FE5, 0x1FEC: 0x03C1
        default: nil
        }
    }

    /// U+05D0 to U+05EA; vav and yod are read by their place.
    static let hebrewSounds: [[UInt8]] = list("a b g d h v z h t i kh k l m m n n s a f p ts ts k r sh t")

    /// Letters of Arabic, Persian, Urdu and Kurdish, and the digits' signs left out.
    static let arabicSounds: [UInt32: [UInt8]] = pairs(
        "آa أa ؤw إi ئy اa بb ةa تt ثth جj حh خkh دd ذdh رr زz سs شsh صs ضd طt ظz عa غgh فf قq كk لl مm نn هh ىa ٱa"
            + " ٹt پp چch ڈd ڑr ژzh ڤv کk ڭng گg ںn ھh ہh ۀh ۆo ۇu ۈu ەe ۂh ۃh ێe ېe یi ےe ڵl ڕr ټt ډd ړr ښsh ځdz څts ګg ڼn ۍi ئy"
    )

    /// Offsets 0x15 to 0x39 of each Indian block.
    static let indicConsonants: [[UInt8]] = list(
        "k kh g gh n ch ch j jh n t th d dh n t th d dh n n p f b bh m y r r l l l v sh sh s h"
    )

    /// Offsets 0x3E to 0x4C of each Indian block.
    static let indicVowels: [[UInt8]] = list("a i i u u ri ri e e e ai o o o au")

    /// Offsets 0x05 to 0x14 of each Indian block.
    static let indicInitials: [[UInt8]] = list("a a i i u u ri li e e e ai o o o au")

    /// U+1780 to U+17A2.
    static let khmerConsonants: [[UInt8]] = list(
        "k kh k kh ng ch chh ch chh nh d th d th n t th t th n b ph p ph m y r l v s s s h l o"
    )

    /// U+17B4 to U+17C8.
    static let khmerVowels: [[UInt8]] = list("- - a i i oe oe u u uo ae oea ie e ae ai o au om am ah")

    /// The nineteen initials, twenty-one vowels and twenty-eight finals of Hangul.
    static let hangulInitials: [[UInt8]] = list("g kk n d tt r m b pp s ss - j jj ch k t p h")
    static let hangulVowels: [[UInt8]] = list("a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i")
    static let hangulFinals: [[UInt8]] = list("- k k k n n n t l k m l l l p l m p p t t ng t t k t p t")

    /// Syllables that are usual Korean family names.
    static let koreanSurnames: Set<UInt32> = Set(
        """
        김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민류나진지엄채원천방공현함변염여추도\
        소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용예봉경사부
        """.unicodeScalars.map(\.value)
    )

    /// U+30A1 to U+30F6.
    static let kanaSounds: [[UInt8]] = list(
        """
        a a i i u u e e o o ka ga ki gi ku gu ke ge ko go sa za shi ji su zu se ze so zo ta da chi ji - tsu zu te de to
        do na ni nu ne no ha ba pa hi bi pi fu bu pu he be pe ho bo po ma mi mu me mo ya ya yu yu yo yo ra ri ru re ro
        wa wa i e o n vu ka ke
        """
    )
}
