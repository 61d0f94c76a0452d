import Testing

@testable import Linkage

struct NameComparisonTests {
    @Test(
        "One person in several writings",
        arguments: [
            ("Ama Mensah", "MENSAH, Ama"), ("Ama Mensah", "AmaMensah"), ("Dr Ama K. Mensah", "Ama Mensah"),
            ("Сергей Иванов", "Sergei Ivanov"), ("محمد حسين", "Mohamed Hussein"), ("Bob Carter", "Robert Carter"),
            ("Kwame Mensa", "Kwame Mensah"), ("Anna van der Berg", "Anna Vanderberg"), ("JP Roux", "Jean-Pierre Roux"),
            ("Ig0r Petr0v", "Igor Petrov"), ("Abdul Rahman Khalid", "Abdulrahman Khaled"), ("张伟", "Zhang Wei"),
            ("Cheung Wei", "Zhang Wei"), ("Ivan Petrovich Sidorov", "Ivan Sidorov"),
        ]
    )
    func onePerson(a: String, b: String) {
        let found = NameComparison.compare(a, b, kind: .person)
        #expect(found.isMatch, "\(found)")
        #expect(NameComparison.compare(b, a, kind: .person).score == found.score)
    }

    @Test(
        "Two persons",
        arguments: [
            ("Ama Mensah", "Kofi Mensah"), ("Ama Mensah", "Ama Boateng"),
            ("Ivan Petrovich Sidorov", "Ivan Olegovich Sidorov"),
            ("John Smith", "Joan Smithers"), ("Robert Carter", "Rupert Carter"), ("Mensah", "Ama Mensah"),
            ("Lee Wong", "Lee Tang Chow"),
            ("Ama K. Mensah", "Ama B. Mensah"), ("Hans F. Carter", "Hans Joachim Carter"), ("", "Ama Mensah"),
        ]
    )
    func twoPersons(a: String, b: String) {
        let found = NameComparison.compare(a, b, kind: .person)
        #expect(!found.isMatch, "\(found)")
        #expect(NameComparison.compare(b, a, kind: .person).score == found.score)
    }

    @Test(
        "One body in several writings",
        arguments: [
            ("Northgate Tools Ltd", "NORTHGATE TOOLS LIMITED"), ("ООО Ромашка", "Romashka LLC"),
            ("A.B.C. Scaffolding", "ABC Scaffolding"), ("Brigade Forty 4", "Brigade 44"),
            ("1st Harbour Bank", "First Harbour Bank"),
            ("NorthgateGmbH", "Northgate GmbH"), ("Good Yield Farms", "Goodyield Farms"),
            ("Smith & Sons", "Smith and Sons Limited"),
        ]
    )
    func oneBody(a: String, b: String) {
        let found = NameComparison.compare(a, b, kind: .organisation)
        #expect(found.isMatch, "\(found)")
        #expect(NameComparison.compare(b, a, kind: .organisation).score == found.score)
    }

    @Test(
        "Two bodies",
        arguments: [
            ("Northgate Tools Ltd", "Southgate Tools Ltd"), ("Trading Company", "Harbour Trading Company"),
            ("Brigade 44", "Brigade 45"), ("Alpha Holding", "Alpine Holding"),
            ("Harbour (UK) Ltd", "Harbour (Iran) Ltd"), ("Management Company 23", "Management Company"),
        ]
    )
    func twoBodies(a: String, b: String) {
        let found = NameComparison.compare(a, b, kind: .organisation)
        #expect(!found.isMatch, "\(found)")
    }

    @Test("Each finding is told")
    func reasons() {
        let found = NameComparison.compare("Bob J. Carter", "Carter, Robert James Lee", kind: .person)
        let hows = Dictionary(uniqueKeysWithValues: found.reasons.map { ($0.a, $0.how) })
        #expect(hows["bob"] == .nickname && hows["carter"] == .same && hows["j"] == .initial && hows[""] == .extra)
    }

    @Test("Comparison is symmetric for any text", arguments: 0..<6 as Range<UInt64>)
    func isSymmetric(seed: UInt64) {
        var dice = SeededGenerator(seed: seed)
        let words = [
            "al", "bin", "lee", "ltd", "anna", "ana", "annab", "3", "iii", "van", "berg", "vanberg", "a", "b", "李",
            "Анна", "co",
        ]
        for _ in 0..<200 {
            func text() -> String {
                (0..<dice.number(below: 6)).map { _ in words[dice.number(below: words.count)] }.joined(separator: " ")
            }
            let (a, b) = (text(), text())
            for kind in WholeName.Kind.allCases {
                let one = NameComparison.compare(a, b, kind: kind).score
                let other = NameComparison.compare(b, a, kind: kind).score
                #expect(abs(one - other) < 1e-9, "\(a) | \(b) | \(kind): \(one) \(other)")
            }
        }
    }

    @Test(
        "Published pairs of names are told apart better than by the peer",
        .enabled(
            if: TestFiles.exist(TestFiles.matching + "/opensanctions_name_bench_cases.csv.gz"),
            "no data beside the project"
        )
    )
    func publishedPairs() throws {
        let text = try TestFiles.unpacked(TestFiles.matching + "/opensanctions_name_bench_cases.csv.gz")
        var counts = (right: 0.0, wrong: 0.0)
        for row in CSVTable(text: text).rows.dropFirst() where row.count >= 5 {
            let kind: WholeName.Kind =
                switch row[1] {
                case "Person": .person
                case "Company", "Organization": .organisation
                case "Vessel": .vessel
                default: .unknown
                }
            let isMatch = NameComparison.compare(row[2], row[3], kind: kind).isMatch
            if isMatch, row[4] == "true" {
                counts.right += 2
            } else if isMatch != (row[4] == "true") {
                counts.wrong += 1
            }
        }
        #expect(counts.right > 300)
        #expect(counts.right / (counts.right + counts.wrong) >= 0.895)
    }
}
