/// One of a mapping's code tables, ready to be asked by bytes: ASCII case does not count, nor blanks around the code.
final class CodeLookup {
    let name: String
    private let bytes: UnsafeMutablePointer<UInt8>
    /// Code and standard form of each entry, as spans of `bytes`.
    private var entries: [(code: Span, standard: Span)] = []
    private var slots: [Int16]
    private let mask: Int

    init(_ table: Mapping.CodeTable) {
        name = table.name
        var text: [UInt8] = []
        for (code, standard) in table.codes {
            let codeBytes = code.utf8.map(Self.folded)
            let codeSpan = Span(start: Int32(text.count), count: Int32(codeBytes.count))
            text += codeBytes
            let standardSpan = Span(start: Int32(text.count), count: Int32(standard.utf8.count))
            text += Array(standard.utf8)
            entries.append((codeSpan, standardSpan))
        }
        bytes = .allocate(capacity: max(1, text.count))
        bytes.initialize(from: text, count: text.count)
        var size = 16
        while size < entries.count * 2 { size *= 2 }
        slots = [Int16](repeating: -1, count: size)
        mask = size - 1
        for index in entries.indices.prefix(Int(Int16.max)) {
            var slot = Self.hash(view(entries[index].code)) & mask
            while slots[slot] >= 0 { slot = (slot + 1) & mask }
            slots[slot] = Int16(index)
        }
    }

    deinit { bytes.deallocate() }

    private func view(_ span: Span) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: UnsafePointer(bytes) + Int(span.start), count: Int(span.count))
    }

    private static func folded(_ byte: UInt8) -> UInt8 { byte >= 97 && byte <= 122 ? byte - 32 : byte }

    /// FNV-1a over the folded bytes.
    private static func hash(_ code: UnsafeBufferPointer<UInt8>) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in code { hash = (hash ^ UInt64(folded(byte))) &* 0x100_0000_01b3 }
        return Int(truncatingIfNeeded: hash ^ hash >> 32)
    }

    /// The standard form of a code, if it is in the table; the bytes live as long as the table.
    func find(_ code: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8>? {
        var slot = Self.hash(code) & mask
        while slots[slot] >= 0 {
            let entry = entries[Int(slots[slot])]
            if Int(entry.code.count) == code.count,
                zip(view(entry.code), code).allSatisfy({ $0 == Self.folded($1) })
            {
                return view(entry.standard)
            }
            slot = (slot + 1) & mask
        }
        return nil
    }
}
