/// The protective marking of a record (Government Security Classifications).
///
/// OFFICIAL-SENSITIVE is a handling marking of OFFICIAL, not a tier; Reeve's ceiling is OFFICIAL-SENSITIVE, and
/// anything above is refused at the door.
package enum Marking: Int16, Sendable, CaseIterable, Comparable, CustomStringConvertible {
    case official = 0
    case officialSensitive = 1

    /// Orders by how closely it is held.
    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

    /// The marking as it is written on paper: `OFFICIAL-SENSITIVE`.
    package var description: String {
        switch self {
        case .official: "OFFICIAL"
        case .officialSensitive: "OFFICIAL-SENSITIVE"
        }
    }

    /// Reads the two markings in any case, with a hyphen, a space or a colon between the words.
    ///
    /// `nil` for every other text: a higher tier is not ours to hold, and a descriptor or a marking of before 2014 is
    /// not silently left out.
    package init?(_ text: String) {
        guard let compact = Compact(text) else { return nil }
        switch compact.count {
        case 8 where compact.has("OFFICIAL", at: 0): self = .official
        case 17 where compact.has("OFFICIALSENSITIVE", at: 0): self = .officialSensitive
        default: return nil
        }
    }
}
