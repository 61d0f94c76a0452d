/// A Pre-Trial Issue Unique Reference Number, which ties a police file to its case at court: `13AB1234526`.
///
/// Two characters of force, two of unit, then three to seven digits. It has no check letter.
package struct PTIURN: Hashable, Sendable, CustomStringConvertible {
    /// The canonical form: upper case, no spaces or slashes.
    package let description: String

    /// Reads any case with spaces and slashes: `13/AB/12345/26`; `nil` for other shapes.
    package init?(_ text: String) {
        guard let compact = Compact(text), (7...11).contains(compact.count), compact.isDigits(4..<compact.count)
        else { return nil }
        description = compact.text(0..<compact.count)
    }

    /// The force and unit: `13AB`.
    package var forceAndUnit: String { String(description.prefix(4)) }
}
