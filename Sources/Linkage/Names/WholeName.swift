/// A whole name as it is written somewhere, of a person or a body, in any script and order, read for comparing.
///
/// Nothing is refused. At most twenty-four words are read.
package struct WholeName: Sendable, Hashable {
    /// What bears the name.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case person
        case organisation
        /// A ship or another thing with a name.
        case vessel
        /// Not known: a body when its words say so, else a person.
        case unknown
    }

    /// The text as given.
    package let raw: String
    /// The words but those of the legal form.
    package let words: [NameWord]
    /// The legal forms in it.
    package let forms: Set<LegalForms.Family>
    /// What it was read as; never `unknown`.
    package let kind: Kind
    /// All letters and digits, with the legal form.
    let compact: String

    /// Words that are read.
    static let wordsMax = 24

    /// Reads a name.
    package init(_ text: String, kind: Kind = .unknown) {
        raw = text
        let pieces = NamePieces(text)
        var texts = pieces.texts
        var scripts = pieces.scripts
        compact = texts.joined()
        if kind == .vessel { Self.takeShipPrefix(&texts, &scripts) }
        var isBody = kind == .organisation || kind == .vessel
        var forms: Set<LegalForms.Family> = []
        if kind == .organisation || kind == .unknown {
            Self.takeForms(&texts, &scripts, isBody: kind == .organisation, found: &forms)
        }
        if kind == .unknown {
            isBody = !forms.isEmpty || texts.contains { NameVocabulary.descriptors[$0] != nil }
        }
        self.forms = forms
        self.kind = kind == .unknown ? isBody ? .organisation : .person : kind
        var words = isBody ? Self.bodyWords(texts, scripts) : Self.personWords(texts, scripts)
        for index in words.indices where pieces.cut.contains(words[index].text) { words[index].isCut = true }
        self.words = words
    }

    /// Takes the words of legal forms out, where a word is left.
    ///
    /// Where it is not known whether it is a body, only at either end, and only forms of more than two letters.
    private static func takeForms(
        _ texts: inout [String],
        _ scripts: inout [NameWord.Script],
        isBody: Bool,
        found: inout Set<LegalForms.Family>
    ) {
        var place = 0
        while place < texts.count {
            if let form = LegalForms.form(in: texts, at: place), texts.count > form.count,
                isBody || place + form.count == texts.count || place == 0,
                isBody || texts[place].utf8.count + form.count > 3
            {
                found.insert(form.family)
                texts.removeSubrange(place..<place + form.count)
                scripts.removeSubrange(place..<place + form.count)
            } else {
                place += 1
            }
        }
    }

    /// Takes what says only that it is a ship from the beginning: `MV`, `M/T`, `SS`.
    private static func takeShipPrefix(_ texts: inout [String], _ scripts: inout [NameWord.Script]) {
        let prefixes = [
            ["motor", "vessel"], ["m", "v"], ["m", "t"], ["s", "s"], ["mv"], ["mt"], ["ss"], ["ms"], ["fv"],
        ]
        guard let prefix = prefixes.first(where: { texts.starts(with: $0) }), texts.count > prefix.count else { return }
        texts.removeFirst(prefix.count)
        scripts.removeFirst(prefix.count)
    }

    private static func bodyWords(_ texts: [String], _ scripts: [NameWord.Script]) -> [NameWord] {
        let (texts, scripts) = joinLetters(texts, scripts)
        var words: [NameWord] = []
        var place = 0
        while place < texts.count {
            let text = texts[place]
            if let (value, count) = number(texts, place) {
                words.append(NameWord(text, .number, key: String(value), weight: 0.6))
                place += count
                continue
            }
            let script = scripts[place]
            if let concept = NameVocabulary.descriptors[text] {
                words.append(NameWord(text, .descriptor, script, key: concept, weight: 0.3))
            } else if let land = NameVocabulary.places[text] {
                words.append(NameWord(text, .place, script, key: land, weight: 0.4))
            } else if NameVocabulary.joiners.contains(text) {
                words.append(NameWord(text, .joiner, script, weight: 0.05))
            } else if let particle = NameVocabulary.particles[text] {
                words.append(NameWord(text, .particle, script, key: particle, weight: 0.2))
            } else {
                words.append(NameWord(text, .name, script, weight: 1))
            }
            place += 1
        }
        return words
    }

    private static func personWords(_ texts: [String], _ scripts: [NameWord.Script]) -> [NameWord] {
        let spelt = texts.map(withoutDisguise)
        func isTitle(_ text: String) -> Bool { NameVocabulary.titles.contains(text) }
        func isPlain(_ text: String) -> Bool { !isTitle(text) && NameVocabulary.particles[text] == nil }
        let plain = spelt.count(where: isPlain)
        return zip(spelt, scripts).map { text, script in
            if isTitle(text), plain > 0 { return NameWord(text, .title, script, weight: 0.05) }
            if let particle = NameVocabulary.particles[text], plain > (text.utf8.count > 2 ? 1 : 0) {
                return NameWord(text, .particle, script, key: particle, weight: 0.15)
            }
            if text.utf8.count == 1 { return NameWord(text, .initial, script, weight: 0.3) }
            if NameVocabulary.softTitles.contains(text), plain > 2 {
                return NameWord(text, .title, script, weight: 0.3)
            }
            if text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
                return NameWord(text, .number, script, weight: 0.6)
            }
            return NameWord(text, .name, script, weight: 1)
        }
    }

    /// Letters written one by one are one word: `L.X.C` is `lxc`.
    private static func joinLetters(
        _ texts: [String],
        _ scripts: [NameWord.Script]
    ) -> ([String], [NameWord.Script]) {
        var joined: [String] = []
        var kept: [NameWord.Script] = []
        var letters = 0
        for (text, script) in zip(texts, scripts) {
            let isLetter = text.utf8.count == 1 && text.utf8.allSatisfy { $0 > 0x39 }
            if isLetter, letters > 0 {
                joined[joined.count - 1] += text
            } else {
                joined.append(text)
                kept.append(script)
            }
            letters = isLetter ? letters + 1 : 0
        }
        return (joined, kept)
    }

    /// A number in digits, words or both (`forty 4`), an ordinal (`1st`) or a Roman numeral behind a name, and how
    /// many words it takes.
    private static func number(_ texts: [String], _ place: Int) -> (Int, Int)? {
        func value(_ text: String) -> Int? {
            if let value = NameVocabulary.numbers[text] { return value }
            let digits = text.utf8.prefix { (0x30...0x39).contains($0) }
            guard !digits.isEmpty, digits.count <= 12 else { return nil }
            let rest = text.utf8.dropFirst(digits.count)
            guard rest.isEmpty || ["st", "nd", "rd", "th"].contains(String(rest) ?? "") else { return nil }
            return Int(String(digits) ?? "")
        }
        guard let first = value(texts[place]) else {
            if place > 0, let roman = NameVocabulary.romans[texts[place]] { return (roman, 1) }
            // One letter is a numeral at the end only, and behind a name.
            if place > 0, place == texts.count - 1, texts[place - 1].utf8.count > 2 {
                switch texts[place] {
                case "i": return (1, 1)
                case "v": return (5, 1)
                case "x": return (10, 1)
                default: break
                }
            }
            return nil
        }
        if (20...90).contains(first), first % 10 == 0, place + 1 < texts.count,
            !texts[place].utf8.allSatisfy({ $0 < 0x3A }),
            let unit = value(texts[place + 1]), (1...9).contains(unit)
        {
            return (first + unit, 2)
        }
        return (first, 1)
    }

    /// Digits among letters read as the letters they are put for: `ig0r` is `igor`.
    private static func withoutDisguise(_ text: String) -> String {
        let digits = text.utf8.count { (0x30...0x39).contains($0) }
        guard digits > 0, digits * 2 <= text.utf8.count else { return text }
        let letters: [UInt8: Character] = [0x30: "o", 0x31: "i", 0x33: "e", 0x34: "a", 0x35: "s", 0x37: "t", 0x38: "b"]
        return String(text.map { character in character.utf8.first.flatMap { letters[$0] } ?? character })
    }
}

/// The folded words of a name with the script each came from.
struct NamePieces {
    private(set) var texts: [String] = []
    private(set) var scripts: [NameWord.Script] = []
    /// Words behind which a point stood.
    private(set) var cut: Set<String> = []

    init(_ text: String) {
        var piece = ""
        for character in Self.withSigns(text).unicodeScalars {
            let isBreak = character.value < 0x80 ? " \t\n\r,;/-_.()\"&|:".unicodeScalars.contains(character) : false
            if isBreak {
                let last = texts.count
                close(&piece)
                if character == ".", texts.count > last, let word = texts.last { cut.insert(word) }
            } else {
                piece.unicodeScalars.append(character)
            }
            if texts.count >= WholeName.wordsMax { return }
        }
        close(&piece)
    }

    private mutating func close(_ piece: inout String) {
        guard !piece.isEmpty else { return }
        var script = NameWord.Script.latin
        for scalar in piece.unicodeScalars {
            switch scalar.value {
            case 0x370...0x588, 0x10A0...0x10FF, 0x1C90...0x1CBF, 0x1F00...0x1FFF: script = max(script, .alphabet)
            case 0x589...0x109F, 0x1100...0x1DFF, 0x2E80...0xFAFF, 0xFE70...0xFEFF: script = .other
            default: break
            }
        }
        for word in TextFold.folded(piece).split(separator: " ").prefix(WholeName.wordsMax - texts.count) {
            texts.append(String(word))
            scripts.append(script)
        }
        piece = ""
    }

    /// Signs that are words (`&`, `%`), letters in disguise (`$`), and Chinese forms set apart.
    private static func withSigns(_ text: String) -> String {
        var out = ""
        var isOther = false
        for scalar in text.unicodeScalars.prefix(400) {
            switch scalar {
            case "&": out += " and "
            case "%": out += " percent "
            case "@": out += "a"
            case "$": out += "s"
            default: out.unicodeScalars.append(scalar)
            }
            if scalar.value >= 0x3000 { isOther = true }
        }
        guard isOther else { return out }
        for form in ["股份有限公司", "有限责任公司", "有限責任公司", "有限公司", "集团", "集團", "银行", "銀行", "株式会社"] {
            if let found = out.firstRange(of: form) {
                out.replaceSubrange(found, with: " \(form) ")
                break
            }
        }
        return out
    }
}
