import Vocabulary

/// What a person can be found by.
package struct IndexDocument: Sendable, Hashable {
    /// The caller's number: unique in one index.
    package var handle: Int64
    package var names: [String]
    /// Towns, addresses, postcodes.
    package var places: [String]
    package var phones: [String]
    package var dates: [CalendarDate]
    package var identifiers: [String]
    package var plates: [String]

    /// Everything but the handle may be left out.
    package init(
        handle: Int64,
        names: [String] = [],
        places: [String] = [],
        phones: [String] = [],
        dates: [CalendarDate] = [],
        identifiers: [String] = [],
        plates: [String] = []
    ) {
        self.handle = handle
        self.names = names
        self.places = places
        self.phones = phones
        self.dates = dates
        self.identifiers = identifiers
        self.plates = plates
    }
}

/// One person found.
package struct IndexHit: Sendable, Hashable {
    package var handle: Int64
    /// Higher is better; comparable within one search only.
    package var score: Double
    /// For each word of the question that was found, what it was found as.
    package var matched: [MatchedTerm]
}

/// One word of a question and the stored word it met.
package struct MatchedTerm: Sendable, Hashable {
    /// How the two words meet, best first.
    package enum Kind: Int, Sendable, Hashable, CaseIterable {
        case exact, prefix, nickname, fuzzy, phonetic
    }

    /// The word as it was asked for, folded.
    package var queryWord: String
    /// The word as it is stored, folded: lower case, no accents.
    package var storedWord: String
    package var kind: Kind

    /// A meeting of two words.
    package init(queryWord: String, storedWord: String, kind: Kind) {
        self.queryWord = queryWord
        self.storedWord = storedWord
        self.kind = kind
    }
}
