import Vocabulary

/// What linkage knows of one nominal with its child rows: every value it has ever been given, in any order.
///
/// Values are the source's words or standard forms; linkage standardises them itself. Lists with more than eight
/// values of one kind are read up to the eighth.
package struct PersonSketch: Sendable, Hashable {
    /// The caller's number for the nominal: unique in one joining, and what clusters and edges speak of.
    package var handle: Int64
    /// The force it belongs to, for showing; not evidence.
    package var force: String
    /// Given names, of the nominal and of its aliases: `Emeka John`, `Mek`.
    package var givenNames: [String]
    package var surnames: [String]
    /// Names that the source does not split: `Emeka OKAFOR`, `OKAFOR, Emeka`.
    package var fullNames: [String]
    package var birthDates: [CalendarDate]
    /// Dates of birth as written, of which a part may be estimated: `about 1991`, `1980s`, `14 March 1980`.
    package var birthTexts: [String]
    /// `m`, `f` or `nil` when not known.
    package var sex: String?
    package var postcodes: [String]
    /// One text for each address.
    package var addressLines: [String]
    /// In E.164 form: `+447700900461`.
    package var phones: [String]
    package var emails: [String]
    /// Numbers given to the person, each with its kind: `pnc:2002/0073319Z`.
    ///
    /// People can have two, and two can share one.
    package var identifiers: [String]
    /// Up to four kinds of other facts, each kind in its own list: occupation, place of birth, town.
    package var others: [[String]]

    /// Everything but the handle may be left out.
    package init(
        handle: Int64,
        force: String = "",
        givenNames: [String] = [],
        surnames: [String] = [],
        fullNames: [String] = [],
        birthDates: [CalendarDate] = [],
        birthTexts: [String] = [],
        sex: String? = nil,
        postcodes: [String] = [],
        addressLines: [String] = [],
        phones: [String] = [],
        emails: [String] = [],
        identifiers: [String] = [],
        others: [[String]] = []
    ) {
        self.handle = handle
        self.force = force
        self.givenNames = givenNames
        self.surnames = surnames
        self.fullNames = fullNames
        self.birthDates = birthDates
        self.birthTexts = birthTexts
        self.sex = sex
        self.postcodes = postcodes
        self.addressLines = addressLines
        self.phones = phones
        self.emails = emails
        self.identifiers = identifiers
        self.others = others
    }
}

/// What a person decided about two nominals.
///
/// It outweighs every number.
package struct Judgement: Sendable, Hashable {
    package var a: Int64
    package var b: Int64
    package var verdict: Verdict

    /// What was decided.
    package enum Verdict: String, Sendable, Hashable, Codable {
        case same, different
        /// Looked at and left open: changes nothing.
        case unsure
    }

    /// A judgement; which of the two comes first means nothing.
    package init(_ a: Int64, _ b: Int64, _ verdict: Verdict) {
        self.a = a
        self.b = b
        self.verdict = verdict
    }
}
