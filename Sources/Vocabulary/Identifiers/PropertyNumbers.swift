/// A Unique Property Reference Number: up to twelve digits, no leading zeros.
///
/// Open identifiers, mandated for the public sector since 2020; the first choice for saying where something is.
package struct UPRN: Hashable, Sendable, CustomStringConvertible {
    /// The number itself, 1 to 999 999 999 999.
    package let number: UInt64

    /// Reads digits with spaces and leading zeros; `nil` for anything else, for zero and for more than twelve digits.
    package init?(_ text: String) {
        guard let number = Compact(text)?.propertyNumber(digits: 12) else { return nil }
        self.number = number
    }

    /// The number without leading zeros: `100023336956`.
    package var description: String { String(number) }
}

/// A Unique Street Reference Number: up to eight digits, no leading zeros.
package struct USRN: Hashable, Sendable, CustomStringConvertible {
    /// The number itself, 1 to 99 999 999.
    package let number: UInt64

    /// Reads digits with spaces and leading zeros; `nil` for anything else, for zero and for more than eight digits.
    package init?(_ text: String) {
        guard let number = Compact(text)?.propertyNumber(digits: 8) else { return nil }
        self.number = number
    }

    /// The number without leading zeros: `33909869`.
    package var description: String { String(number) }
}

extension Compact {
    fileprivate func propertyNumber(digits: Int) -> UInt64? {
        var start = 0
        while start < count, self[start] == UInt8(ascii: "0") { start += 1 }
        guard (1...digits).contains(count - start) else { return nil }
        return number(start..<count)
    }
}
