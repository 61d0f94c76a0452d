import Foundation
import Testing
import Vocabulary

@testable import Capabilities

@Suite("Nobody in a sandbox nation can be real")
struct SandboxLawSevenTests {
    /// Ofcom's numbers for drama, as national digits without the last three or four.
    private static let drama = [
        "07700900", "01134960", "01144960", "01154960", "01164960", "01174960", "01184960", "01214960", "01314960",
        "01414960", "01514960", "01614960", "02079460", "01914980", "02896496", "02920180", "01632960", "08081570",
        "09098790", "03069990",
    ]

    private func isDrama(_ text: String) -> Bool {
        var digits = text.filter(\.isNumber)
        if digits.hasPrefix("44") { digits = "0" + digits.dropFirst(2) }
        return digits.count == 11 && Self.drama.contains { digits.hasPrefix($0) }
    }

    private struct Values {
        var phones: [String] = []
        var emails: [String] = []
        var marks: [String] = []
        var pnc: [String] = []
        var cro: [String] = []
        var summonses: [String] = []
    }

    private func values(_ trial: SandboxTrial) throws -> Values {
        var found = Values()
        for folder in ["05-merseyside", "13-west-yorkshire"] {
            for row in try trial.table("\(folder)/phones.csv") {
                found.phones.append(row["PHONE_NO"] ?? "")
                found.emails.append(row["EMAIL"] ?? "")
            }
            found.marks += try trial.table("\(folder)/vehicles.csv").compactMap { $0["VRM"] }
            for row in try trial.table("\(folder)/nominals.csv") {
                found.pnc.append(row["PNC_ID"] ?? "")
                found.cro.append(row["CRO_NO"] ?? "")
            }
            found.summonses += try trial.table("\(folder)/roles.csv").compactMap { $0["ASN"] }
        }
        for row in try trial.table("06-greater-manchester/people.csv") {
            found.phones += [row["mobile"] ?? "", row["home_phone"] ?? ""]
            found.emails.append(row["email"] ?? "")
            found.marks.append(row["vehicle_1_vrm"] ?? "")
            found.pnc.append(row["pncid"] ?? "")
            found.cro.append(row["cro"] ?? "")
            found.summonses += (1...4).compactMap { row["event_\($0)_asn"] }
        }
        for folder in ["16-humberside", "20-west-midlands"] {
            let xml = try trial.text("\(folder)/export.xml")
            found.phones += try SandboxTrial.matches("<Phone[^>]*>([^<]*)</Phone>", in: xml)
            found.emails += try SandboxTrial.matches("<Email[^>]*>([^<]*)</Email>", in: xml)
            found.marks += try SandboxTrial.matches("<Mark>([^<]*)</Mark>", in: xml)
            found.pnc += try SandboxTrial.matches("type=\"pnc\">([^<]*)<", in: xml)
            found.cro += try SandboxTrial.matches("type=\"cro\">([^<]*)<", in: xml)
            found.summonses += try SandboxTrial.matches("asn=\"([^\"]*)\"", in: xml)
        }
        for (_, call) in try trial.calls() {
            found.phones.append(call["number"] as? String ?? "")
            for person in call["people"] as? [[String: Any]] ?? [] {
                found.phones.append(person["phone"] as? String ?? "")
            }
        }
        return found
    }

    @Test(
        "phones, e-mail addresses, marks and check letters, in every file of every shape",
        arguments: [2, 77] as [UInt64]
    )
    func everyValue(seed: UInt64) async throws {
        let trial = try await SandboxTrial(people: 4000, seed: seed)
        let found = try values(trial)
        let phones = found.phones.filter { !$0.isEmpty }
        #expect(phones.count > 1500)
        #expect(phones.filter { !isDrama($0) } == [])
        let emails = found.emails.filter { !$0.isEmpty }
        #expect(emails.count > 500)
        #expect(emails.filter { !$0.lowercased().hasSuffix(".example") } == [])
        let marks = found.marks.filter { !$0.isEmpty }
        #expect(marks.count > 100)
        let unissued = try Regex("[A-HJ-PR-Y]{2}0[01] [A-HJ-PR-Z]{3}")
        #expect(try marks.filter { try unissued.wholeMatch(in: $0) == nil } == [])
        let pnc = found.pnc.filter { !$0.isEmpty }
        #expect(pnc.count > 60)
        #expect(pnc.filter { PNCID($0).map(\.checkLetterIsRight) != false } == [])
        let cro = found.cro.filter { !$0.isEmpty }
        #expect(cro.count > 30)
        #expect(cro.filter { CRONumber($0).map(\.checkLetterIsRight) != false } == [])
        let summonses = found.summonses.filter { !$0.isEmpty }
        #expect(summonses.count > 20)
        #expect(summonses.filter { ArrestSummonsNumber($0).map(\.checkLetterIsRight) != false } == [])
    }

    @Test("numbers stay in their ranges for every person of a large nation", arguments: [1, 999_999, 45_000_000])
    func numbersByPerson(start: Int) throws {
        let book = try Sandbox.NumberBook(try Sandbox.shippedNames(), seed: 4, people: 60_000_000)
        for number in start..<start + 3000 {
            #expect(isDrama(book.written(book.phone(number), style: number % 100)))
            #expect(PNCID(book.pncID(number, year: 1999)).map(\.checkLetterIsRight) == false)
            #expect(CRONumber(book.croNumber(number, year: 2024)).map(\.checkLetterIsRight) == false)
            let summons = book.arrestSummons(number, year: 2026, force: "13")
            #expect(ArrestSummonsNumber(summons).map(\.checkLetterIsRight) == false)
        }
    }

    @Test("people have numbers of their own until the drama numbers run out, and marks of their own")
    func ownNumbers() throws {
        let book = try Sandbox.NumberBook(try Sandbox.shippedNames(), seed: 4, people: 10_000)
        #expect(Set((1...18_000).map { book.phone($0) }).count == 18_000)
        #expect(Set((1...100_000).map { book.mark($0, letter: "Y") }).count == 100_000)
    }

    @Test("streets are invented: each is of an invented word and a kind of street")
    func streets() async throws {
        let trial = try await SandboxTrial(people: 800, seed: 6)
        let names = try Sandbox.shippedNames()
        var heads = ["Example"]
        try Sandbox.Table(names, "streets.tsv", columns: ["part", "word"]).each { row in
            if row[0] == "head" { heads.append(row[1]) }
        }
        let streets = Set(try trial.table("13-west-yorkshire/occurrences.csv").compactMap { $0["LOCATION"] })
        #expect(streets.count > 50)
        for street in streets { #expect(heads.contains { street.contains($0) }, "\(street)") }
    }
}
