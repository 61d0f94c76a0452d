import Vocabulary

@testable import Linkage

/// People who do not exist, some recorded several times with slips, some in families.
struct SyntheticPeople {
    var sketches: [PersonSketch] = []
    var truth: [Int64: String] = [:]

    private static let given = [
        "James", "Amara", "Daniel", "Sophie", "Mohammed", "Rebecca", "Tomasz", "Grace", "Leon", "Priya", "Callum",
        "Zofia", "Kwame", "Elin", "Hassan", "Imogen", "Declan", "Farida", "Owen", "Beatrix", "Victor", "Noor", "Rhys",
    ]
    private static let surnames = [
        "Okafor", "Whitfield", "Nowak", "Hussain", "Pemberton", "Achterberg", "Llewellyn", "Santos", "Murgatroyd",
        "Bhatt", "Oyelaran", "Fairclough", "Quill", "Dunnett", "Vaszary", "Thistlewood", "Ibbotson", "Mbeki",
    ]
    private static let streets = ["Mill", "Chapel", "Station", "Orchard", "Victoria", "Quarry", "Beck", "Tannery"]

    init(people: Int, seed: UInt64) {
        var dice = SeededGenerator(seed: seed)
        var handle: Int64 = 100
        for person in 0..<people {
            var sketch = PersonSketch(
                handle: 0,
                givenNames: [Self.given[dice.number(below: Self.given.count)]],
                surnames: [Self.surnames[dice.number(below: Self.surnames.count)] + Self.tail(person)],
                birthDates: Self.date(&dice),
                sex: dice.number(below: 2) == 0 ? "m" : "f",
                postcodes: ["LS\(1 + dice.number(below: 28)) \(dice.number(below: 10))AA"],
                addressLines: [
                    "\(1 + dice.number(below: 200)) \(Self.streets[dice.number(below: Self.streets.count)]) Road"
                ],
                phones: dice.number(below: 3) == 0 ? [] : ["+447700900\(100 + dice.number(below: 900))"]
            )
            for _ in 0..<(1 + dice.number(below: 3)) {
                handle += 1 + Int64(dice.number(below: 5))
                sketch.handle = handle
                truth[handle] = "p\(person)"
                sketches.append(Self.slipped(sketch, &dice))
            }
        }
    }

    private static func tail(_ person: Int) -> String { ["", "son", "ley", "ham", "ford", "by"][person % 6] }

    private static func date(_ dice: inout SeededGenerator) -> [CalendarDate] {
        CalendarDate(
            year: 1940 + dice.number(below: 65),
            month: 1 + dice.number(below: 12),
            day: 1 + dice.number(below: 28)
        ).map { [$0] } ?? []
    }

    private static func slipped(_ sketch: PersonSketch, _ dice: inout SeededGenerator) -> PersonSketch {
        var sketch = sketch
        switch dice.number(below: 6) {
        case 0: sketch.surnames = sketch.surnames.map { String($0.dropLast()) }
        case 1: sketch.phones = []
        case 2: sketch.birthDates = []
        case 3: (sketch.givenNames, sketch.surnames) = (sketch.surnames, sketch.givenNames)
        default: break
        }
        return sketch
    }
}
