/// The headings and the values by which columns are recognised, as data that can be read, edited and dated.
///
/// ``standard`` is what ships; a site's own goes in a ``ColumnChoices`` file.
package struct ColumnVocabulary: Sendable, Hashable, Codable {
    /// The headings of one role, folded and without gaps: `dateofbirth`.
    package struct Headings: Sendable, Hashable, Codable {
        package var role: ColumnRoles.Role
        package var headings: Set<String>
    }

    /// What the values of a column must look like for a role, where the heading says nothing.
    package struct Pattern: Sendable, Hashable, Codable {
        package var role: ColumnRoles.Role
        package var shape: Shape
        /// At least this share of the known values has the shape.
        package var shareMin: Double
        /// At least this share of the known values is different from all before it.
        package var distinctShareMin: Double
        /// At most this many different values.
        package var distinctMax: Int
    }

    /// What one value can look like.
    package enum Shape: String, Sendable, Hashable, Codable {
        case emailAddress, postcode, wholeDate, sex, courtesyTitle
        /// Nine digits or more.
        case longNumber
    }

    /// From when the table is meant to be used, ISO 8601.
    package var effective: String
    /// Where it comes from.
    package var source: String
    /// By role; of two roles with one heading the first counts.
    package var roles: [Headings]
    /// Tried in order where no heading is known.
    package var patterns: [Pattern]
    /// Headings of places that follow from a postcode, and so say nothing more beside it.
    package var places: Set<String>
}

/// What a person says of a file's columns, in place of what would be recognised: the file behind `--roles`.
package struct ColumnChoices: Sendable, Hashable, Codable {
    /// By heading, as it is written in the file.
    package var columns: [String: ColumnRoles.Role]?
    /// Recognises the other columns; `nil` for the one that ships.
    package var vocabulary: ColumnVocabulary?

    /// Nothing said.
    package static let none = Self(columns: nil, vocabulary: nil)
}

extension ColumnVocabulary.Shape {
    func fits(_ value: String) -> Bool {
        switch self {
        case .emailAddress:
            var key: [UInt8] = []
            return value.utf8.contains(UInt8(ascii: ".")) && EmailKey.write(value.utf8Span.span, into: &key)
        case .postcode:
            var key: [UInt8] = []
            PostcodeKey.write(value.utf8Span.span, into: &key)
            return key.count >= 5 && PostcodeShape.outwardCount(key.span) > 0
        case .wholeDate:
            guard value.utf8.count >= 8, let packed = BirthDateText().packed(value.utf8Span.span) else { return false }
            return PackedDate(value: packed).isComplete
        case .sex: return ["m", "f", "male", "female", "u", "unknown"].contains(value.lowercased())
        case .courtesyTitle: return PersonName.given(value).isEmpty
        case .longNumber: return value.utf8.count { (0x30...0x39).contains($0) } >= 9
        }
    }
}
