import Vocabulary

extension Sandbox {
    /// What one record says of one person: the truth after it has been through a busy enquiry desk.
    struct Report: Sendable {
        /// The source's own key, where the cast names one.
        var key = ""
        var person: Int
        var surname: String
        /// First given name and the others, as written; either may be empty.
        var first: String
        var others: String
        var born: Date?
        /// 1 male, 2 female, 9 not known, 0 not given.
        var sex: Int
        var age: Int?
        var ethnicity: String
        var occupation: String
        var pncID = ""
        var croNumber = ""
        var created: Int
        var updated: Int
        var review: Int
        var sensitive = false
        var aliases: [Alias] = []
        var homes: [Home] = []
        var contacts: [ContactPoint] = []
        var warnings: [Warning] = []
        var vehicle: Vehicle?
        var driver = false
        var involvements: [Involvement] = []
        var intelligence: [Intelligence] = []
        var links: [Link] = []
        /// What went wrong on the way in: for the sandbox's own count, never exported.
        var slips = Slips()

        struct Alias: Sendable {
            enum Kind: Sendable { case alias, former, nickname }
            var kind: Kind
            var surname: String
            var given: String
        }

        struct Home: Sendable {
            enum Kind: Sendable { case home, former, temporary }
            var kind: Kind
            var house: String
            var street: String
            var town: String
            var postcode: String
            var from: Int?
            var to: Int?

            var line: String { house.isEmpty ? street : street.isEmpty ? house : house + " " + street }
        }

        struct ContactPoint: Sendable {
            var kind: NumberBook.PhoneKind
            var text: String
            var from: Int?
        }

        struct Link: Sendable {
            /// Index of the other report in the batch.
            var other: Int
            var relation: Relation
        }

        enum Relation: String, Sendable { case partner, parent, child, sibling, relative, associate, housemate }
    }

    /// A way in which a record differs from the truth.
    package enum Slip: Int, Sendable, CaseIterable {
        case nickname, transliteration, givenMisspelt, surnameMisspelt, initialOnly, swappedNames, halfSurname,
            oldSurname
        case upperCase, truncated, noMiddleName
        case dateMissing, dateSwapped, dateTypo, dateDefault
        case sexMissing, sexWrong, oldAddress, addressMissing, postcodePartial, postcodeTypo, phoneMissing, phoneWrong
        case phoneOld
    }

    /// The slips of one record, one bit each.
    struct Slips: Sendable {
        private(set) var bits: UInt32 = 0

        mutating func insert(_ slip: Slip) { bits |= 1 << UInt32(slip.rawValue) }
        mutating func remove(_ slip: Slip) { bits &= ~(1 << UInt32(slip.rawValue)) }
        func contains(_ slip: Slip) -> Bool { bits & (1 << UInt32(slip.rawValue)) != 0 }
    }

    /// One block's records in one system, ready to be written.
    struct Delivery: Sendable {
        var force: Int
        var inCalls: Bool
        var reports: [Report] = []
        var events: [Happening] = []
    }
}
