import Vocabulary

/// A plate of which part is known: `KA1?XY*`.
///
/// `?` or `_` stands for one character, `*` or `%` for any number. With confusables each character also stands for
/// those that cameras and people take for it: 0 O D Q, 1 I L, 2 Z, 5 S, 8 B, 6 G, 4 A, 7 T, V Y, M N H.
package struct PlatePattern: Hashable, Sendable, CustomStringConvertible {
    /// What was asked.
    package let description: String
    /// One set of codes for each element; `nil` for any number of characters.
    private let elements: [UInt64?]
    /// The sets before the first element of any length.
    private let prefix: [UInt64]
    /// A plate too long for its key, compared whole.
    private let whole: PlateKey?
    /// For each length of plate what has to stand where, of patterns with at most one element of any length.
    private let byLength: [Fitting?]?

    /// What plates of one length have to be.
    private struct Fitting: Hashable, Sendable {
        /// The bits of the places where one character must stand, and those characters.
        var mask: UInt64 = 0
        var value: UInt64 = 0
        /// Where one of several may stand: how far to shift, and which.
        var choices: [Choice] = []

        struct Choice: Hashable, Sendable {
            var shift: UInt64
            var set: UInt64
        }
    }

    private static let any: UInt64 = (1 << 37) - 2
    private static let groups = ["0ODQ", "1IL", "2Z", "5S", "8B", "6G", "4A", "7T", "VY", "MNH"].map { group in
        group.utf8.reduce(UInt64(0)) { $0 | 1 << UInt64(PlateKey.code($1)) }
    }

    /// A pattern in words.
    ///
    /// - Throws: ``Fault`` with `sightings.question` when nothing but wildcards is left, or it can match no plate.
    package init(_ text: String, confusables: Bool = false) throws {
        var elements: [UInt64?] = []
        var known = 0
        var long = false
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "?"), UInt8(ascii: "_"): elements.append(Self.any)
            case UInt8(ascii: "*"), UInt8(ascii: "%"):
                if elements.last != .some(nil) { elements.append(nil) }
            default:
                let code = PlateKey.code(byte)
                guard code != 0 else { continue }
                known += 1
                guard code != 63 else {
                    long = true
                    continue
                }
                let own = UInt64(1) << UInt64(code)
                elements.append(confusables ? Self.groups.first { $0 & own != 0 } ?? own : own)
            }
        }
        let fixed = elements.count { $0 != nil }
        long = long || fixed > PlateKey.places
        guard known > 0, !long || elements.count == fixed else {
            throw Fault(
                .readsQuestion,
                known > 0
                    ? "`\(text)` is too long for a search by part of a plate" : "`\(text)` names no letter or digit",
                help: "give at least one character of the plate, at most ten with wildcards"
            )
        }
        description = text
        self.elements = elements
        prefix = elements.prefix { $0 != nil }.compactMap(\.self)
        whole = long ? PlateKey(text) : nil
        byLength = elements.count - fixed > 1 ? nil : (0...PlateKey.places).map { Self.fitting(elements, length: $0) }
    }

    /// The elements as they fall on plates of one length; `nil` when there can't be any.
    private static func fitting(_ elements: [UInt64?], length: Int) -> Fitting? {
        let open = elements.firstIndex(of: nil)
        let fixed = elements.count - (open == nil ? 0 : 1)
        guard length > 0, open == nil ? length == fixed : length >= fixed else { return nil }
        var fitting = Fitting()
        for (index, element) in elements.enumerated() {
            guard let set = element, set != any else { continue }
            let place = index < open ?? elements.count ? index : length - (elements.count - index)
            let shift = UInt64(54 - 6 * place)
            if set.nonzeroBitCount == 1 {
                fitting.mask |= 63 << shift
                fitting.value |= UInt64(set.trailingZeroBitCount) << shift
            } else {
                fitting.choices.append(Fitting.Choice(shift: shift, set: set))
            }
        }
        return fitting
    }

    /// Whether nothing is known of how a matching plate begins, so that every plate has to be looked at.
    var isOpenAtStart: Bool { whole == nil && prefix.allSatisfy { $0 == Self.any } }

    /// Whether a plate fits.
    @inline(__always) func matches(_ key: PlateKey) -> Bool {
        if let whole { return key == whole }
        guard !key.isHashed else { return false }
        guard let byLength else { return matches(key, element: 0, place: 0) }
        guard let fitting = byLength[PlateKey.places - key.number.trailingZeroBitCount / 6] else { return false }
        guard key.number & fitting.mask == fitting.value else { return false }
        return fitting.choices.allSatisfy { $0.set >> (key.number >> $0.shift & 63) & 1 != 0 }
    }

    /// The places among some keys at which a plate fits.
    @inline(__always) func forEachMatch(_ keys: UnsafePointer<UInt64>, count: Int, _ body: (Int) -> Void) {
        guard let byLength else {
            for index in 0..<count where matches(PlateKey(number: keys[index])) { body(index) }
            return
        }
        byLength.withUnsafeBufferPointer { byLength in
            for index in 0..<count {
                let number = keys[index]
                // Most plates are of one length and differ from what is known: two comparisons and no call.
                guard number >> 60 == 0,
                    let fitting = byLength[PlateKey.places - number.trailingZeroBitCount / 6]
                else { continue }
                guard number & fitting.mask == fitting.value else { continue }
                if fitting.choices.allSatisfy({ $0.set >> (number >> $0.shift & 63) & 1 != 0 }) { body(index) }
            }
        }
    }

    private func matches(_ key: PlateKey, element: Int, place: Int) -> Bool {
        var place = place
        for index in element..<elements.count {
            guard let set = elements[index] else {
                if index + 1 == elements.count { return true }
                var start = place
                while start <= PlateKey.places {
                    if matches(key, element: index + 1, place: start) { return true }
                    guard start < PlateKey.places, key.code(at: start) != 0 else { return false }
                    start += 1
                }
                return false
            }
            guard place < PlateKey.places, set >> key.code(at: place) & 1 != 0 else { return false }
            place += 1
        }
        return place >= PlateKey.places || key.code(at: place) == 0
    }

    /// The smallest number at or above another at which a matching plate may stand; `nil` when there is none.
    ///
    /// It lets a search leap over the plates between, which is what keeps it to a few looks a day.
    func next(from number: UInt64) -> UInt64? {
        if let whole { return number <= whole.number ? whole.number : nil }
        guard number >> 60 == 0 else { return nil }
        let key = PlateKey(number: number)
        guard let wrong = prefix.indices.first(where: { prefix[$0] >> key.code(at: $0) & 1 == 0 }) else {
            return number
        }
        var place = wrong
        while place >= 0 {
            let above = prefix[place] & ~((2 << key.code(at: place)) - 1)
            if above != 0 {
                var result: UInt64 = 0
                for earlier in 0..<place { result |= key.code(at: earlier) << UInt64(54 - 6 * earlier) }
                result |= UInt64(above.trailingZeroBitCount) << UInt64(54 - 6 * place)
                for later in (place + 1)..<max(prefix.count, place + 1) {
                    result |= UInt64(prefix[later].trailingZeroBitCount) << UInt64(54 - 6 * later)
                }
                return result
            }
            place -= 1
        }
        return nil
    }
}
