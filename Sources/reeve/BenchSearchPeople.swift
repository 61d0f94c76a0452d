import Linkage
import Vocabulary

/// Made-up people for measuring look-ups, each a function of the seed and its number, so that ten million need no
/// memory until they stand in columns.
///
/// Nine records in ten are a person's first; the others are records of the same people with slips. Names are put
/// together from syllables with the skew of real ones. Every phone is of the range that Ofcom keeps for drama, with
/// further digits so that they do not run out.
struct BenchSearchPeople {
    let records: Int
    let seed: UInt64

    /// How many different people there are.
    var people: Int { max(1, records - records / 10) }

    /// The person of a record.
    func person(of record: Int) -> Int {
        if record < people { return record }
        var dice = dice(record, 1)
        return Int.random(in: 0..<people, using: &dice)
    }

    /// What a record says.
    func sketch(of record: Int) -> PersonSketch {
        let first = first(person(of: record))
        return record < people ? first : slipped(first, record, 2)
    }

    /// Another record of a person, to ask with; it is not among the records.
    func question(about person: Int) -> PersonSketch { slipped(first(person), person, 3) }

    private func dice(_ number: Int, _ purpose: UInt64) -> SeededGenerator {
        var dice = SeededGenerator(seed: seed &+ UInt64(number) &* 8 &+ purpose)
        return SeededGenerator(seed: dice.next())
    }

    private static let heads = [
        "Ash", "Bar", "Cor", "Dun", "El", "Far", "Gar", "Hol", "Ing", "Kes", "Lan", "Mar", "Nor", "Oak", "Pen", "Quil",
        "Ros", "Sel", "Thor", "Ul", "Van", "Wes", "Yar", "Zam", "Oko", "Pat", "Sing", "Kow", "Hus", "Mbe",
    ]
    private static let middles = ["", "", "al", "en", "in", "or", "ber", "der", "ling", "man", "sel", "wor"]
    private static let tails = [
        "ton", "ford", "ley", "by", "worth", "field", "ham", "son", "well", "ski", "ova", "ain", "ede", "ara",
    ]
    private static let endings = ["a", "an", "el", "ia", "ine", "is", "o", "on", "us", "y"]
    private static let areas = ["LS", "BD", "HU", "M", "NE", "CF", "SW", "B", "PL", "NR", "EX", "DL", "CA", "TR"]
    private static let letters = Array("ABDEFGHJLNPQRSTUWXYZ")
    private static let slips = Array("aeioulnrst")

    private func first(_ person: Int) -> PersonSketch {
        var dice = dice(person, 0)
        func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &dice) }
        func skewed(_ words: [String]) -> String {
            let share = Double.random(in: 0..<1, using: &dice)
            return words[min(Int(share * share * share * Double(words.count)), words.count - 1)]
        }
        let name = skewed(Self.heads) + skewed(Self.endings)
        let surname = skewed(Self.heads) + skewed(Self.middles) + skewed(Self.tails)
        let day = [1935 + below(75), 1 + below(12), 1 + below(28)]
        let letter = { String(Self.letters[below(Self.letters.count)]) }
        return PersonSketch(
            handle: Int64(person),
            givenNames: [name],
            surnames: [surname],
            birthDates: CalendarDate(year: day[0], month: day[1], day: day[2]).map { [$0] } ?? [],
            sex: below(2) == 0 ? "m" : "f",
            postcodes: ["\(Self.areas[below(Self.areas.count)])\(1 + below(29)) \(below(10))\(letter())\(letter())"],
            addressLines: [
                "\(1 + below(240)) \(skewed(Self.heads))\(skewed(Self.tails)) \(below(3) == 0 ? "Lane" : "Road")"
            ],
            phones: below(4) == 0 ? [] : ["07700900\(100 + below(900))\(1_000 + below(9_000))"]
        )
    }

    /// The same person with up to four slips, moved, or with another phone.
    private func slipped(_ sketch: PersonSketch, _ number: Int, _ purpose: UInt64) -> PersonSketch {
        var dice = dice(number, purpose)
        var sketch = sketch
        func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &dice) }
        func typed(_ word: String) -> String {
            var letters = Array(word)
            let place = 1 + below(max(letters.count - 1, 1))
            guard place < letters.count else { return word }
            switch below(4) {
            case 0: letters.remove(at: place)
            case 1: letters.insert(letters[place], at: place)
            case 2: letters.swapAt(place, place - 1)
            default: letters[place] = Self.slips[below(Self.slips.count)]
            }
            return String(letters)
        }
        for _ in 0..<below(5) {
            switch below(10) {
            case 0, 1: sketch.givenNames = sketch.givenNames.map(typed)
            case 2, 3: sketch.surnames = sketch.surnames.map(typed)
            case 4: (sketch.givenNames, sketch.surnames) = (sketch.surnames, sketch.givenNames)
            case 5:
                sketch.birthDates = sketch.birthDates.compactMap {
                    CalendarDate(year: Int($0.year), month: $0.month.map { Int($0) }, day: 1 + below(28))
                }
            case 6: sketch.birthDates = []
            case 7: sketch.phones = []
            case 8: sketch.phones = ["07700900\(100 + below(900))\(1_000 + below(9_000))"]
            default:
                sketch.addressLines = ["\(1 + below(240)) \(Self.heads[below(Self.heads.count)])field Road"]
                sketch.postcodes = []
            }
        }
        return sketch
    }
}
