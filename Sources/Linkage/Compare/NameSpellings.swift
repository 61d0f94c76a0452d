/// What each distinct spelling of a name stands for, so that it is taken apart once.
struct NameSpellings: Sendable {
    /// The parts of one spelling, as numbers of a ``NameColumn``.
    struct Entry: Sendable {
        var first: UInt32?
        var middles: [UInt32] = []
        var surname: UInt32?
    }

    private var spellings = ByteDictionary()
    private(set) var entries: [Entry] = []

    /// Returns the number of a spelling; a new one must be taken apart and appended.
    mutating func number(of text: Span<UInt8>) -> (number: Int, isNew: Bool) {
        let number = Int(spellings.intern(text))
        return (number, number == entries.count)
    }

    /// Keeps the parts of the spelling that was new.
    mutating func append(_ entry: Entry) { entries.append(entry) }
}

extension NameColumn {
    /// Interns the folded words of a name.
    mutating func parts(_ given: [String], _ surname: [String]) -> NameSpellings.Entry {
        NameSpellings.Entry(
            first: given.first.map { intern([$0]) },
            middles: given.dropFirst().map { intern([$0]) },
            surname: surname.isEmpty ? nil : intern(surname)
        )
    }
}

extension TextFold {
    /// Like ``fold(_:into:)`` for UTF-8 bytes; text of plain ASCII is folded without making a String.
    static func fold(_ text: Span<UInt8>, into bytes: inout [UInt8]) {
        bytes.removeAll(keepingCapacity: true)
        for index in 0..<min(text.count, bytesMax) {
            let byte = text[index]
            switch byte {
            case 0x61...0x7A, 0x30...0x39: bytes.append(byte)
            case 0x41...0x5A: bytes.append(byte | 0x20)
            case 0x27, 0x60: break
            case 0x80...:
                return fold(text.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }, into: &bytes)
            default: if let last = bytes.last, last != 0x20 { bytes.append(0x20) }
            }
        }
        while bytes.last == 0x20 { bytes.removeLast() }
    }

    /// Like ``compact(_:into:)`` for UTF-8 bytes.
    static func compact(_ text: Span<UInt8>, into bytes: inout [UInt8]) {
        fold(text, into: &bytes)
        bytes.removeAll { $0 == 0x20 }
    }
}
