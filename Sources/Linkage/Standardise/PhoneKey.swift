/// The digits by which two writings of one telephone number are compared.
///
/// A number of the United Kingdom is its national number without the trunk nought (`7700900461`), another is its
/// country code and number behind a plus (`+33140205050`). It is a key and may be of a broken number; what may be
/// dialled is `Vocabulary.PhoneNumber`.
package enum PhoneKey {
    /// The most digits that are read.
    static let digitsMax = 20

    /// Replaces `key` with the key of a text in any writing; `false`, and an empty key, under five digits.
    ///
    /// `07700 900461`, `+44 (0)7700 900461`, `0044…` and `44…` are one; an extension behind nine digits or more is left
    /// out. The key of a key is the key.
    @discardableResult
    package static func write(_ text: Span<UInt8>, into key: inout [UInt8]) -> Bool {
        key.removeAll(keepingCapacity: true)
        var isInternational = false
        scan: for index in 0..<min(text.count, 96) {
            let byte = text[index]
            switch byte {
            case 0x30...0x39: if key.count < digitsMax { key.append(byte) }
            case UInt8(ascii: "+"): if key.isEmpty { isInternational = true } else if key.count >= 9 { break scan }
            case UInt8(ascii: "x"), UInt8(ascii: "X"), UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "#"),
                UInt8(ascii: ","), UInt8(ascii: ";"):
                if key.count >= 9 { break scan }
            default: break
            }
        }
        if !isInternational, key.count > 9, key.starts(with: [0x30, 0x30]) { isInternational = true }
        let hadTrunk = key.first == 0x30 && !isInternational
        dropNoughts(&key)
        var isNational = !isInternational
        // 44 is a country code before at least nine digits.
        while !hadTrunk || isInternational, key.count >= 11, key[0] == 0x34, key[1] == 0x34 {
            key.removeFirst(2)
            dropNoughts(&key)
            isNational = true
        }
        guard key.count >= 5 else {
            key.removeAll(keepingCapacity: true)
            return false
        }
        if !isNational { key.insert(UInt8(ascii: "+"), at: 0) }
        return true
    }

    private static func dropNoughts(_ key: inout [UInt8]) {
        let count = key.prefix { $0 == 0x30 }.count
        if count > 0 { key.removeFirst(count) }
    }
}
