/// A word of a whole name: what it is there, how it sounds, and how much it says.
package struct NameWord: Sendable, Hashable {
    /// What a word is in a name.
    package enum Role: String, Sendable, Hashable {
        case name
        /// One letter, standing for a name.
        case initial
        /// `van`, `bin`, `al`.
        case particle
        /// A rank or courtesy.
        case title
        /// A number in digits or words, or an ordinal.
        case number
        /// `company`, `group`, `bank`.
        case descriptor
        /// A country or region in a body's name.
        case place
        /// `the`, `of`, `and`.
        case joiner
    }

    /// The scripts that need leniency, by how much of the sound they write.
    package enum Script: Int, Sendable, Hashable, Comparable {
        case latin
        /// Cyrillic, Greek, Armenian, Georgian: every sound is written.
        case alphabet
        /// Arabic, Hebrew, Chinese, Japanese, Korean, India's: sounds are missing or bent.
        case other

        package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
    }

    /// The folded word.
    package let text: String
    package let role: Role
    let script: Script
    /// What a concept, a particle or a number is compared by; otherwise the text.
    let key: String
    let sounds: [UInt8]
    /// How much it says when it is met, and when it stands against another.
    let weight: Double

    /// Whether a point stood behind it, as behind an abbreviation.
    var isCut = false

    init(_ text: String, _ role: Role, _ script: Script = .latin, key: String? = nil, weight: Double) {
        self.text = text
        self.role = role
        self.script = script
        self.key = key ?? text
        self.sounds = NameSound.sounds(of: text)
        self.weight = weight
    }
}
