import Vocabulary

extension Sandbox {
    /// A person of the nation as they truly are: what the records say of them is another matter.
    struct Citizen: Sendable {
        /// The number in the truth file.
        var number: Int
        /// 0 male, 1 female.
        var sex: Int
        var born: Int
        var community: Int
        /// First given name, then any others.
        var given: [String]
        var surname: String
        /// The surname before marriage and the day it changed.
        var formerSurname: String?
        var renamed: Int?
        var nickname: String?
        var ethnicity: String
        var occupation = ""
        /// Homes from first to last, each until the next one's first day.
        var stays: [Stay] = []
        var phone: NumberBook.Phone?
        var olderPhone: NumberBook.Phone?
        var email = ""
        var pncID = ""
        var croNumber = ""
        /// 0 for nearly everybody; 1 now and then in trouble; 2 often.
        var offending = 0
        /// A child made to carry drugs for others.
        var exploited = false
        /// Forces where this person is known to be recorded whatever else happens.
        var knownIn: [Int] = []
        var household: Int
        var place: Place
        var vehicle: Vehicle?
        var warnings: [Warning] = []

        enum Place: Sendable { case adult, partner, child, elder, sharer }

        struct Stay: Sendable {
            var from: Int
            var address: Address
        }

        /// The age in whole years on a day.
        func age(on day: Int) -> Int {
            let (then, birth) = (Days.date(day), Days.date(born))
            let had = (then.month, then.day) >= (birth.month, birth.day)
            return max(0, then.year - birth.year - (had ? 0 : 1))
        }

        /// The home on a day.
        func home(on day: Int) -> Address { stays[stay(on: day)].address }

        func stay(on day: Int) -> Int { stays.lastIndex { $0.from <= day } ?? 0 }

        /// The surname on a day.
        func surname(on day: Int) -> String {
            if let formerSurname, let renamed, day < renamed { return formerSurname }
            return surname
        }
    }

    struct Vehicle: Hashable, Sendable {
        var mark: String
        var make: String
        var model: String
        var colour: String
        var from: Int
    }

    /// A warning that officers should know of.
    struct Warning: Hashable, Sendable {
        /// The short code, `WE`, and the word, `weapons`.
        var code: String
        var type: String
        var detail: String
        var from: Int
        var review: Int
        var expires: Int?
        var confirmed: Bool
    }

    /// Everything that a nation is made from: the same plan and seed make the same nation.
    struct Plan: Sendable {
        var seed: UInt64
        var people: Int
        var forces: [Force]
        /// The day the exports are taken.
        var asOf: Int
        var names: NameBook
        var places: Gazetteer
        var numbers: NumberBook
        var lore: Lore
        var cast: Cast
        /// Communities by force.
        var mixes: [Weighted<Int>]
        /// The home force of each block of people, in proportion to residents.
        var blocks: [Int]

        /// People made at a time: they share events, and only one block is in memory.
        var blockSize: Int
    }
}
