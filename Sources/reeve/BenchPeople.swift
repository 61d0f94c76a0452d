import Linkage

/// A file of made-up people for measuring, the same for the same seed: some recorded several times with slips, some
/// under one roof with others of their surname.
///
/// Names are put together from syllables with the skew of real ones, so that their number grows with the file. Every
/// phone is of the range that Ofcom keeps for drama, with further digits so that they do not run out.
struct BenchPeople {
    /// Of all records, those that are a repeated record of somebody.
    static let repeatedShare = 0.3

    /// CSV with the columns record, first_name, surname, birth_date, sex, postcode, address, phone and person.
    private(set) var csv = "record,first_name,surname,birth_date,sex,postcode,address,phone,person\n"

    private struct Person {
        var number: Int
        var first: String
        var surname: String
        var birth: (year: Int, month: Int, day: Int)
        var sex: String
        var postcode: String
        var address: String
        var phone: String
    }

    private var dice: SeededGenerator
    private static let heads = [
        "Ash", "Bar", "Cor", "Dun", "El", "Far", "Gar", "Hol", "Ing", "Kes", "Lan", "Mar", "Nor", "Oak", "Pen", "Quil",
        "Ros", "Sel", "Thor", "Ul", "Van", "Wes", "Yar", "Zam", "Oko", "Pat", "Sing", "Kow", "Hus", "Mbe",
    ]
    private static let middles = ["", "", "al", "en", "in", "or", "ber", "der", "ling", "man", "sel", "wor"]
    private static let tails = [
        "ton", "ford", "ley", "by", "worth", "field", "ham", "son", "well", "ski", "ova", "ain", "ede", "ara",
    ]
    private static let first = [
        "Oliver", "Amara", "George", "Sophie", "Mohammed", "Rebecca", "Tomasz", "Grace", "Leon", "Priya", "Callum",
        "Zofia", "Kwame", "Elin", "Hassan", "Imogen", "Declan", "Farida", "Owen", "Beatrix", "Victor", "Noor", "Rhys",
        "Katherine", "William", "Margaret", "Daniel", "Elizabeth", "James", "Sarah", "Michael", "Aisha", "David",
        "Emma",
        "Thomas", "Chloe", "Samuel", "Hannah", "Joshua", "Fatima", "Matthew", "Leah", "Andrew", "Ruth", "Stephen",
        "Joan",
        "Patrick", "Siobhan", "Christopher", "Yasmin", "Benjamin", "Eleanor", "Alexander", "Ngozi", "Robert", "Jane",
        "Piotr", "Agnieszka", "Ibrahim", "Khadija", "Gareth", "Bronwen", "Hamish", "Morag",
    ]
    private static let streets = [
        "Mill", "Chapel", "Station", "Orchard", "Victoria", "Quarry", "Beck", "Tannery", "Church",
    ]
    private static let areas = ["LS", "BD", "HU", "M", "NE", "CF", "SW", "B", "PL", "NR", "EX", "DL", "CA", "TR"]

    init(records: Int, seed: UInt64) {
        dice = SeededGenerator(seed: seed)
        let count = max(1, Int(Double(records) * (1 - Self.repeatedShare)))
        var people: [Person] = []
        people.reserveCapacity(count)
        for number in 0..<count { people.append(person(number, beside: people.last)) }
        csv.reserveCapacity(records * 100)
        for row in 0..<records {
            if row < count {
                write(row, people[row])
            } else {
                // Some people come back often: the square of a uniform number leans towards the first.
                let share = Double.random(in: 0..<1, using: &dice)
                write(row, slipped(people[min(Int(share * share * Double(count)), count - 1)]))
            }
        }
    }

    private mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &dice) }

    /// A number below the bound, low ones far more often: the skew of names.
    private mutating func skewed(_ bound: Int) -> Int {
        let share = Double.random(in: 0..<1, using: &dice)
        return min(Int(share * share * share * Double(bound)), bound - 1)
    }

    private mutating func person(_ number: Int, beside last: Person?) -> Person {
        let first = skewed(Self.first.count)
        var made = Person(
            number: number,
            first: Self.first[first],
            surname: Self.heads[skewed(Self.heads.count)] + Self.middles[below(Self.middles.count)]
                + Self.tails[skewed(Self.tails.count)],
            birth: (1935 + below(75), 1 + below(12), 1 + below(28)),
            sex: first % 2 == 0 ? "M" : "F",
            postcode: "\(Self.areas[below(Self.areas.count)])\(1 + below(29)) \(below(10))\(letter())\(letter())",
            address: "\(1 + below(240)) \(Self.streets[below(Self.streets.count)]) \(below(3) == 0 ? "Lane" : "Road")",
            phone: below(4) == 0 ? "" : "07700900\(100 + below(900))\(below(10_000))"
        )
        if let last, below(5) == 0 {
            (made.surname, made.postcode, made.address) = (last.surname, last.postcode, last.address)
            if below(2) == 0 { made.phone = last.phone }
        }
        return made
    }

    private mutating func letter() -> Character {
        let letters = Array("ABDEFGHJLNPQRSTUWXYZ")
        return letters[below(letters.count)]
    }

    private mutating func slipped(_ person: Person) -> Person {
        var person = person
        for _ in 0..<below(4) {
            switch below(9) {
            case 0: person.first = typed(person.first)
            case 1, 2: person.surname = typed(person.surname)
            case 3: person.first = String(person.first.prefix(1))
            case 4: (person.first, person.surname) = (person.surname, person.first)
            case 5: person.birth = (person.birth.year, min(person.birth.day, 12), person.birth.month)
            case 6: person.birth.day = 1 + below(28)
            case 7: person.phone = ""
            default:
                person.postcode =
                    "\(Self.areas[below(Self.areas.count)])\(1 + below(29)) \(below(10))\(letter())\(letter())"
                person.address = "\(1 + below(240)) \(Self.streets[below(Self.streets.count)]) Road"
            }
        }
        return person
    }

    /// One slip of the finger: a letter left out, doubled, exchanged or replaced.
    private mutating func typed(_ word: String) -> String {
        var letters = Array(word)
        guard letters.count > 2 else { return word }
        let place = 1 + below(letters.count - 1)
        switch below(4) {
        case 0: letters.remove(at: place)
        case 1: letters.insert(letters[place], at: place)
        case 2: letters.swapAt(place, place - 1)
        default: letters[place] = Array("aeioulnrst")[below(10)]
        }
        return String(letters)
    }

    private mutating func write(_ row: Int, _ person: Person) {
        let (year, month, day) = person.birth
        let birth = "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
        csv += "R\(row),\(person.first),\(person.surname),\(birth),\(person.sex),\(person.postcode),\(person.address),"
        csv += "\(person.phone),P\(person.number)\n"
    }
}
