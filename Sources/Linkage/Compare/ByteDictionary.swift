/// Distinct byte strings, numbered from 0 in the order in which they first came.
///
/// Text is one flat buffer; the table is open addressing over a fixed hash, so that the same input gives the same
/// numbers on every machine. At most 2^32 - 2 bytes of text.
struct ByteDictionary: Sendable {
    private(set) var bytes: [UInt8] = []
    /// Where each text starts in ``bytes``, with one more entry for the end.
    private(set) var starts: [UInt32] = [0]
    /// The high half of the text's hash above its number plus one, or 0 where the slot is free.
    ///
    /// The count is a power of two. The hash in the slot spares a look at the text of nearly every other entry.
    private var slots: [UInt64] = Array(repeating: 0, count: 16)

    var count: Int { starts.count - 1 }

    /// Gives back the memory that only looking up needs; texts can still be read by their numbers, not found.
    mutating func closeForReading() { slots = [] }

    /// Returns the number of the text, adding it when it is new.
    ///
    /// O(1) expected.
    mutating func intern(_ text: Span<UInt8>) -> UInt32 {
        if slots.isEmpty { grow() }
        let hash = Self.slotHash(text)
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != 0 {
            let entry = slots[slot]
            if entry >> 32 == hash >> 32 {
                let id = UInt32(truncatingIfNeeded: entry) - 1
                if equals(id, text) { return id }
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        let id = UInt32(count)
        slots[slot] = hash & 0xFFFF_FFFF_0000_0000 | UInt64(id + 1)
        text.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
        starts.append(UInt32(bytes.count))
        if count * 2 > slots.count { grow() }
        return id
    }

    /// Returns the number of the text, or `nil` when it is not here.
    func find(_ text: Span<UInt8>) -> UInt32? {
        let hash = Self.slotHash(text)
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != 0 {
            let entry = slots[slot]
            if entry >> 32 == hash >> 32 {
                let id = UInt32(truncatingIfNeeded: entry) - 1
                if equals(id, text) { return id }
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// The bytes of a text.
    func range(_ id: UInt32) -> Range<Int> { Int(starts[Int(id)])..<Int(starts[Int(id) + 1]) }

    /// The text, as a String: for showing, never in a hot loop.
    func text(_ id: UInt32) -> String { String(decoding: bytes[range(id)], as: UTF8.self) }

    /// Lends the bytes of two texts.
    @inline(__always)
    func pair<Result>(_ a: UInt32, _ b: UInt32, _ body: (Span<UInt8>, Span<UInt8>) -> Result) -> Result {
        let all = bytes.span
        return body(all.extracting(range(a)), all.extracting(range(b)))
    }

    private func equals(_ id: UInt32, _ text: Span<UInt8>) -> Bool {
        let range = range(id)
        guard range.count == text.count else { return false }
        return bytes.withUnsafeBufferPointer { stored in
            text.withUnsafeBufferPointer { given in
                for index in 0..<given.count where stored[range.lowerBound + index] != given[index] { return false }
                return true
            }
        }
    }

    private mutating func grow() {
        var size = max(slots.count, 8) * 2
        while count * 2 > size { size *= 2 }
        slots = Array(repeating: 0, count: size)
        for id in 0..<UInt32(count) {
            let hash = Self.slotHash(bytes.span.extracting(range(id)))
            var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = hash & 0xFFFF_FFFF_0000_0000 | UInt64(id + 1)
        }
    }

    /// Eight bytes a step, the same on every machine.
    private static func slotHash(_ text: Span<UInt8>) -> UInt64 {
        text.withUnsafeBufferPointer { text in
            var hash = UInt64(text.count) &* 0x9E37_79B9_7F4A_7C15
            var index = 0
            while index < text.count {
                var word: UInt64 = 0
                let end = min(index + 8, text.count)
                if end - index == 8, let base = text.baseAddress {
                    word = UInt64(
                        littleEndian: UnsafeRawPointer(base).loadUnaligned(fromByteOffset: index, as: UInt64.self)
                    )
                } else {
                    for place in index..<end { word |= UInt64(text[place]) << UInt64((place - index) * 8) }
                }
                hash = (hash ^ word) &* 0xFF51_AFD7_ED55_8CCD
                hash ^= hash >> 32
                index = end
            }
            return stir(hash)
        }
    }

    /// FNV-1a, stirred at the end so that the low bits are good ones.
    static func hash(_ text: Span<UInt8>, seed: UInt64 = 0xCBF2_9CE4_8422_2325) -> UInt64 {
        var hash = seed
        for index in text.indices { hash = (hash ^ UInt64(text[index])) &* 0x100_0000_01B3 }
        return stir(hash)
    }

    /// Spreads every bit of a number over all its bits.
    static func stir(_ value: UInt64) -> UInt64 {
        var value = value
        value = (value ^ (value >> 33)) &* 0xFF51_AFD7_ED55_8CCD
        value = (value ^ (value >> 33)) &* 0xC4CE_B9FE_1A85_EC53
        return value ^ (value >> 33)
    }
}
