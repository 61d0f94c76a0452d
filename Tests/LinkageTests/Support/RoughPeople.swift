import Vocabulary

@testable import Linkage

/// People who do not exist, recorded as roughly as in life: several values in a field, families, aliases, compound
/// names, parts of dates, two numbers of one kind, addresses with slips.
///
/// Every pool is small, so that strangers share values by chance.
struct RoughPeople {
    var sketches: [PersonSketch] = []
    var truth: [Int64: Int] = [:]

    static let given = [
        "James", "Jim", "Amara", "Daniel", "Dan", "Sophie", "Mohammed", "Muhammad", "Rebecca", "Becky", "Tomasz", "J",
        "Alexander", "Alex", "Alexandra", "Anne-Marie", "Zofia", "Kwame", "Hassan", "Imogen", "William", "Bill",
    ]
    static let surnames = [
        "Okafor", "Whitfield", "Smith-Jones", "Smithjones", "Jones", "van der Berg", "Berg", "O'Brien", "Hussain",
        "Pemberton", "Pembertonn", "Santos Lima", "Lima", "Bhatt", "Whitefield", "al-Rashid", "Daniel", "James",
    ]
    static let streets = ["Mill", "Milll", "Chapel", "Chappel", "Station", "Orchard", "Orcard", "Victoria", "Quarry"]
    static let ends = ["Road", "Rd", "Street", "St", "Lane", "Court"]
    static let work = ["joiner", "joiners mate", "baker", "night baker", "nurse", "staff nurse", "driver", "drivers"]

    /// Makes `people` persons with one to four records each; handles are odd, so that others fit between.
    init(people: Int, seed: UInt64) {
        var dice = SeededGenerator(seed: seed)
        var home = Self.home(&dice)
        var families = [Self.pick(Self.surnames, &dice)]
        var handle: Int64 = 1
        for person in 0..<people {
            if dice.number(below: 3) != 0 {
                home = Self.home(&dice)
                families = [Self.pick(Self.surnames, &dice)]
                if dice.number(below: 4) == 0 { families.append(Self.pick(Self.surnames, &dice)) }
            }
            var whole = home
            whole.surnames = families
            whole.givenNames = [Self.pick(Self.given, &dice)]
            if dice.number(below: 3) == 0 { whole.givenNames[0] += " " + Self.pick(Self.given, &dice) }
            if dice.number(below: 5) == 0 { whole.givenNames.append(Self.pick(Self.given, &dice)) }
            whole.birthDates = Self.date(&dice)
            whole.sex = ["m", "f", nil][dice.number(below: 3)]
            whole.phones += Self.some(2, &dice) { "07700 900\(100 + $0.number(below: 900))" }
            whole.emails = Self.some(1, &dice) { "person\($0.number(below: 4_000))@mail\($0.number(below: 3)).example" }
            whole.identifiers = Self.some(2, &dice) {
                "\(["pnc", "ref"][$0.number(below: 2)]):\(1_000_000 + $0.number(below: 9_000))"
            }
            whole.others = [
                Self.some(2, &dice) { Self.pick(Self.work, &$0) }, Self.some(1, &dice) { Self.pick(Self.given, &$0) },
            ]
            for _ in 0..<1 + dice.number(below: 4) {
                var record = Self.slipped(whole, &dice)
                record.handle = handle
                truth[handle] = person
                sketches.append(record)
                handle += 2
            }
        }
    }

    private static func pick(_ pool: [String], _ dice: inout SeededGenerator) -> String {
        pool[dice.number(below: pool.count)]
    }

    private static func some(
        _ most: Int,
        _ dice: inout SeededGenerator,
        _ make: (inout SeededGenerator) -> String
    ) -> [String] {
        (0..<dice.number(below: most + 1)).map { _ in make(&dice) }
    }

    private static func date(_ dice: inout SeededGenerator) -> [CalendarDate] {
        let year = 1940 + dice.number(below: 65)
        if dice.number(below: 12) == 0 { return CalendarDate(year: year).map { [$0] } ?? [] }
        return CalendarDate(year: year, month: 1 + dice.number(below: 12), day: 1 + dice.number(below: 28)).map { [$0] }
            ?? []
    }

    private static func address(_ dice: inout SeededGenerator) -> String {
        let flat = dice.number(below: 4) == 0 ? "Flat \(1 + dice.number(below: 9)), " : ""
        return
            "\(flat)\(1 + dice.number(below: 60)) \(pick(streets, &dice)) \(pick(ends, &dice)), \(pick(streets, &dice))ton"
    }

    private static func home(_ dice: inout SeededGenerator) -> PersonSketch {
        PersonSketch(
            handle: 0,
            postcodes: [
                "LS\(1 + dice.number(below: 9)) \(dice.number(below: 9))A\(["A", "B", "D"][dice.number(below: 3)])"
            ],
            addressLines: [address(&dice)],
            phones: some(1, &dice) { "0113 496 0\(100 + $0.number(below: 800))" }
        )
    }

    private static func slipped(_ whole: PersonSketch, _ dice: inout SeededGenerator) -> PersonSketch {
        var record = whole
        switch dice.number(below: 10) {
        case 0: record.surnames = record.surnames.map { String($0.dropLast()) }
        case 1: record.phones = []
        case 2: record.birthDates = []
        case 3: (record.givenNames, record.surnames) = (record.surnames, record.givenNames)
        case 4: record.addressLines.append(address(&dice))
        case 5: record.givenNames = record.givenNames.map { String($0.prefix(1)) }
        case 6: record.surnames = [pick(surnames, &dice)]
        case 7: record.birthDates += date(&dice)
        default: break
        }
        if dice.number(below: 3) == 0 { record.identifiers = [] }
        return record
    }
}

extension RoughPeople {
    /// The same records under other handles, those of one another in a random order, and what each was called before.
    func renumbered(_ dice: inout SeededGenerator) -> (sketches: [PersonSketch], before: [Int64: Int64]) {
        let handles = sketches.map(\.handle).shuffled(using: &dice)
        var before: [Int64: Int64] = [:]
        let renamed = zip(sketches, handles).map { sketch, handle in
            var sketch = sketch
            before[handle] = sketch.handle
            sketch.handle = handle
            return sketch
        }
        return (renamed.shuffled(using: &dice), before)
    }
}

extension LinkageModel {
    /// A model that is used as it is, however many records there are.
    static var fixed: LinkageModel {
        var model = LinkageModel.standard
        model.recordsMin = .max
        return model
    }
}
