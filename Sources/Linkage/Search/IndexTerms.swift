import Vocabulary

/// The words documents are stored under and questions are asked in.
///
/// A word of a name or place is its folded text. A number written in pieces (phone, plate, identifier) is one word
/// without its gaps, marked by its first byte so that `AB00XYZ` the plate is not the beginning of a name.
enum IndexTerms {
    /// Before a phone's national number, or its last six digits.
    static let phoneMark: UInt8 = 0x23
    /// Before a plate or an identifier.
    static let codeMark: UInt8 = 0x24
    /// Before a date: `%19910314`.
    static let dateMark: UInt8 = 0x25

    /// Calls the body with each word of a document; a word may come twice.
    static func each(_ document: IndexDocument, _ body: (Span<UInt8>) -> Void) {
        var bytes: [UInt8] = []
        for name in document.names { words(of: name, &bytes, body) }
        for place in document.places { words(of: place, &bytes, body) }
        for phone in document.phones {
            let digits = phoneDigits(phone)
            guard digits.count >= 5 else { continue }
            bytes = [phoneMark] + digits
            body(bytes.span)
            guard digits.count > 6 else { continue }
            bytes = [phoneMark] + digits.suffix(6)
            body(bytes.span)
        }
        for date in document.dates {
            let packed = PackedDate(date)
            bytes = Array(String(packed.year).utf8)
            body(bytes.span)
            guard packed.month != 0 else { continue }
            bytes = dateWord(packed)
            body(bytes.span)
        }
        for code in document.identifiers + document.plates {
            let text = code.split(separator: ":", maxSplits: 1).last.map(String.init) ?? code
            TextFold.compact(text, into: &bytes)
            guard bytes.count >= 2 else { continue }
            bytes.insert(codeMark, at: 0)
            body(bytes.span)
        }
    }

    /// The words of a text; a postcode written without its space is two words.
    private static func words(of text: String, _ bytes: inout [UInt8], _ body: (Span<UInt8>) -> Void) {
        TextFold.fold(text, into: &bytes)
        for range in TextFold.words(of: bytes).prefix(24) {
            let word = bytes.span.extracting(range)
            let outward = PostcodeShape.outwardCount(word)
            if outward > 0, outward < word.count {
                body(word.extracting(0..<outward))
                body(word.extracting(outward..<word.count))
            } else {
                body(word)
            }
        }
    }

    /// The digits of a phone without the trunk zero and the country code of the UK.
    static func phoneDigits(_ text: String) -> [UInt8] {
        var digits = Array(text.utf8.prefix(64)).filter { (0x30...0x39).contains($0) }
        if digits.starts(with: [0x30, 0x30]) { digits.removeFirst(2) }
        if digits.starts(with: [0x34, 0x34]), digits.count > 10 { digits.removeFirst(2) }
        if digits.first == 0x30 { digits.removeFirst() }
        return digits
    }

    /// The stored form of a date: `%19910314`.
    static func dateWord(_ date: PackedDate) -> [UInt8] { [dateMark] + Array(String(date.value).utf8) }

    /// The words of the dates that a whole date is mistaken for: day and month changed about, or two digits that stand
    /// next to each other in the day, the month or the year.
    static func datesMistaken(for word: [UInt8]) -> [[UInt8]] {
        guard word.count == 9 else { return [] }
        var found = [Array(word[0..<5] + word[7..<9] + word[5..<7])]
        for place in [5, 7, 1, 2, 3] {
            var near = word
            near.swapAt(place, place + 1)
            found.append(near)
        }
        return found.filter { $0 != word }
    }
}
