import CapabilityKit
import Foundation
import Ledger
import Linkage
import Testing
import Vocabulary

@testable import Capabilities

/// A folder that goes away with its test.
final class LinkFolder: Sendable {
    let path = FileManager.default.temporaryDirectory.appending(path: "link-\(UUID().uuidString)").path()

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ text: String, _ name: String) throws -> String {
        try Data(text.utf8).write(to: URL(filePath: "\(path)/\(name)"))
        return "\(path)/\(name)"
    }

    func text(_ name: String) throws -> String { try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8) }
    func table(_ name: String) throws -> PlainTable {
        try Review.PeopleFiles(["\(path)/\(name)"]).read { try PlainTable($0) }
    }
}

@Suite("Files joined without a node") struct ReviewLinkFilesTests {
    /// Made-up people, each recorded once or twice, the second time with a slip; every fourth has a neighbour's surname.
    static func people(_ count: Int = 240) -> String {
        let first = ["Amara", "Owen", "Noor", "Rhys", "Priya", "Callum", "Zofia", "Kwame", "Elin", "Hassan", "Imogen"]
        let last = [
            "Okafor", "Quill", "Bhatt", "Dunnett", "Vaszary", "Ibbotson", "Mbeki", "Nowak", "Santos", "Fairclough",
        ]
        var dice = SeededGenerator(seed: 11)
        func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &dice) }
        var text = "ref,first name,surname,dob,sex,postcode,address,phone,who\n"
        var row = 0
        for person in 0..<count {
            let surname = last[below(last.count)] + ["", "son", "ley", "ham"][below(4)]
            var name = first[below(first.count)]
            let rest =
                "19\(40 + below(55))-0\(1 + below(9))-\(10 + below(18)),\(["M", "F"][below(2)]),LS\(1 + below(28)) "
                + "\(below(10))AA,\(1 + below(200)) \(["Mill", "Chapel", "Beck"][below(3)]) Road,07700 900\(100 + below(900))"
            for copy in 0..<(1 + below(2)) {
                row += 1
                if copy == 1, below(2) == 0 { name = String(name.dropLast()) }
                text += "R\(row),\(name),\(copy == 1 && below(3) == 0 ? surname + "e" : surname),\(rest),p\(person)\n"
            }
        }
        return text
    }

    static func joined(_ folder: LinkFolder, _ choices: Review.LinkChoices? = nil) async throws -> Review.LinkFiles {
        let file = try folder.write(people(), "people.csv")
        let choices = choices ?? Review.LinkChoices(key: "ref", truth: "who", sample: 40)
        return try await Review.LinkFiles([file], choices, model: .own(.standard)) { _ in }
    }

    @Test("Every weight of pairs.csv is what the explanation from the folder adds up to")
    func explanations() async throws {
        let folder = try LinkFolder()
        let linked = try await Self.joined(folder)
        try linked.write(to: folder.path + "/out")
        let pairs = try folder.table("out/pairs.csv").rows
        #expect(pairs.count == linked.pairs && pairs.count > 60)
        let opened = try Review.JoinedFolder(folder.path + "/out", records: linked.keys)
        for row in pairs {
            let reply = try opened.pair(row[0], row[1])
            let pair = try #require(reply.pairs.first)
            #expect("\(pair.totalBits)" == row[2] && "\(pair.probability)" == row[3])
            #expect(abs(pair.steps.reduce(pair.priorBits) { $0 + $1.bits } - pair.totalBits) < 1e-9)
        }
        // Read alone, two records weigh the same as among all.
        let two = try Review.JoinedFolder(folder.path + "/out", records: [pairs[5][0], pairs[5][1]])
        #expect("\(try two.pair(pairs[5][0], pairs[5][1]).pairs[0].totalBits)" == pairs[5][2])
    }

    @Test("A person of joined files is explained by links that reach all its records, the weakest last")
    func cluster() async throws {
        let folder = try LinkFolder()
        let linked = try await Self.joined(folder)
        try linked.write(to: folder.path + "/out")
        let several = try #require(linked.clusters.first { $0.count > 1 }).map { linked.keys[Int($0)] }
        let members = try Review.JoinedFolder.members(of: several[1], in: folder.path + "/out")
        #expect(Set(members) == Set(several))
        let reply = try Review.JoinedFolder(folder.path + "/out", records: members).cluster(members)
        #expect(reply.pairs.count == members.count - 1)
        #expect(reply.cluster?.weakest?.totalBits == reply.pairs.map(\.totalBits).min())
        #expect(reply.listing.contains("weakest link: "))
    }

    @Test("The report asks nothing of any other file, and its style is the one its policy lets in")
    func report() async throws {
        let folder = try LinkFolder()
        try await Self.joined(folder).write(to: folder.path + "/out")
        let report = try folder.text("out/report.html")
        #expect(!report.contains("<script") && !report.contains(" style=\"") && !report.contains("<link"))
        #expect(!report.contains("http://") && !report.contains("https://") && !report.contains("url("))
        let start = try #require(report.range(of: "<style>")).upperBound
        let end = try #require(report.range(of: "</style>")).lowerBound
        #expect(report.contains("sha256-\(Digest.sha256(String(report[start..<end])).base64)&#39;\""))
        #expect(report.contains("Can the probabilities be believed?") && report.contains("What each agreement weighs"))
        #expect(!report.contains("nan") && !report.contains("inf<"))
    }

    @Test("The report shows a pair with the figures of its explanation")
    func sameFigures() async throws {
        let folder = try LinkFolder()
        let linked = try await Self.joined(folder)
        try linked.write(to: folder.path + "/out")
        let report = try folder.text("out/report.html")
        let sample = try folder.table("out/review-sample.csv").rows
        let pair = try Review.JoinedFolder(folder.path + "/out", records: [sample[0][2], sample[0][3]])
            .pair(sample[0][2], sample[0][3]).pairs[0]
        let heading = "<h3>\(sample[0][2]) <span>against</span> \(sample[0][3])</h3>"
        let from = try #require(report.range(of: heading)).lowerBound
        let card = report[from..<(try #require(report[from...].range(of: "</article>")).lowerBound)]
        for step in pair.steps where step.bits != 0 {
            let figure = String(format: "%.1f", abs(step.bits))
            #expect(card.contains(figure), "\(step.field) \(figure)")
        }
    }

    @Test("The sample is blind, begins at the line, and comes back as judgements that win")
    func sample() async throws {
        let folder = try LinkFolder()
        let linked = try await Self.joined(folder)
        try linked.write(to: folder.path + "/out")
        let sample = try folder.table("out/review-sample.csv")
        #expect(sample.rows.count == 40)
        #expect(sample.headings.prefix(6) == ["pair", "judgement", "a", "b", "first name a", "first name b"])
        #expect(!sample.headings.contains { $0.contains("who") || $0.contains("bits") || $0.contains("prob") })
        // A steward who says the opposite of the software for the first pair gets her way.
        let keys = Dictionary(uniqueKeysWithValues: linked.keys.enumerated().map { ($1, Int64($0)) })
        let (a, b) = (try #require(keys[sample.rows[0][2]]), try #require(keys[sample.rows[0][3]]))
        let together = linked.clusters.contains { $0.contains(a) && $0.contains(b) }
        let word = together ? "Different" : "same"
        let judged = try folder.write(
            "a,b,judgement\n\(sample.rows[0][2]),\(sample.rows[0][3]),\(word)\nR1,R2,\n",
            "judged.csv"
        )
        let again = try await Self.joined(folder, .init(key: "ref", labels: judged))
        #expect(again.judged == 1)
        #expect(again.clusters.contains { $0.contains(a) && $0.contains(b) } == !together)
    }

    @Test(
        "A judged file that cannot be followed names the line and the field",
        arguments: [
            ("a,b,judgement\nR1,R2,maybe\n", "line 2: field `judgement` is `maybe`"),
            ("a,b,judgement\n\nR1,R999,same\n", "line 3: field `b` names `R999`"),
            ("a,b\nR1,R2\n", "line 1: there is no column `judgement`"),
        ]
    )
    func badLabels(text: String, words: String) async throws {
        let folder = try LinkFolder()
        let judged = try folder.write(text, "judged.csv")
        let fault = await #expect(throws: Fault.self) {
            _ = try await Self.joined(folder, .init(key: "ref", labels: judged))
        }
        #expect(fault?.message.contains(words) == true && fault?.code.status == 422)
    }

    @Test("A line that cannot be read is named by its own file and its own number there")
    func badLine() async throws {
        let folder = try LinkFolder()
        let one = try folder.write("ref,name\nA,Amara Okafor\nB,Owen Quill\n", "one.csv")
        let two = try folder.write("ref,name\nC,Noor Bhatt\nD,Rhys Nowak,extra\n", "two.csv")
        let fault = await #expect(throws: Fault.self) {
            _ = try await Review.LinkFiles([one, two], .init(key: "ref"), model: .own(.standard)) { _ in }
        }
        #expect(fault?.message.contains("two.csv` line 3: field 3 is `extra`") == true)
        #expect(fault?.code.status == 422)
    }

    @Test(
        "Text of another encoding and bytes that are none are refused with their line",
        arguments: [0xE9, 0x00] as [UInt8]
    )
    func otherEncoding(byte: UInt8) throws {
        let folder = try LinkFolder()
        let path = try folder.write("", "people.csv")
        var bytes = Array("id,forename,surname\n1,Ann,Lee\n2,Ren".utf8) + [byte]
        bytes += Array(",Lee\n".utf8)
        try Data(bytes).write(to: URL(filePath: path))
        let fault = #expect(throws: Fault.self) { try Review.PeopleFiles([path]) }
        #expect(fault?.message == "`\(path)` line 3 is not text in UTF-8")
    }

    @Test("A file that changed since it was joined is not explained")
    func changed() async throws {
        let folder = try LinkFolder()
        try await Self.joined(folder).write(to: folder.path + "/out")
        _ = try folder.write(Self.people() + "R9999,Owen,Quill,,,,,,\n", "people.csv")
        let fault = #expect(throws: Fault.self) { _ = try Review.JoinedFolder(folder.path + "/out", records: ["R1"]) }
        #expect(fault?.message.contains("changed since it was joined") == true)
    }

    @Test("What a spreadsheet would take for a formula is marked as text in the sample, and read back as it was")
    func formulas() {
        for text in ["=1+1", "+447700900123", "-2", "@SUM(A1)", "\t=1", "＝1", "=HYPERLINK(\"http://evil.example\")"] {
            let field = Review.sheetField(text)
            #expect(field.hasPrefix("'") || field.hasPrefix("\"'"), "\(text)")
            #expect(Review.fromSheet("'" + text) == text)
        }
        for text in ["", "okafor", "'", "o'=x", "1+1"] {
            #expect(Review.sheetField(text) == Review.field(text))
            #expect(Review.fromSheet(text) == text)
        }
    }

    @Test("Levels of a file are learnt with, kept in the model, and written for Splink where that is asked")
    func levels() async throws {
        let folder = try LinkFolder()
        let levels = try folder.write(
            """
            [{"field": "surname", "levels": [{"level": "same", "when": [{"function": "equal"}]},
              {"level": "different"}]}]
            """,
            "levels.json"
        )
        let file = try folder.write(Self.people(), "people.csv")
        let choices = Review.LinkChoices(key: "ref", truth: "who", sample: 0, splink: true)
        let linked = try await Review.LinkFiles([file], choices, model: .own(Review.model(levels: levels))) { _ in }
        let remarks = try linked.write(to: folder.path + "/out")
        #expect(remarks.contains { $0.contains("households") } && !remarks.contains { $0.contains("compound") })
        guard case .own(let saved) = try Review.FileModel(file: folder.path + "/out/model.json") else {
            throw CocoaError(.fileReadCorruptFile)
        }
        #expect(saved.comparisons?.comparisons[1].levels.map(\.level) == ["same", "different"])
        // The model's own file is a file of levels too.
        #expect(try Review.model(levels: folder.path + "/out/model.json").comparisons == saved.comparisons)
        let splink = try SplinkModel(json: Data(folder.text("out/splink-model.json").utf8))
        let records = try folder.table("out/splink-records.csv")
        #expect(records.rows.count == linked.records && records.headings.first == "unique_id")
        let run = try await Review.LinkFiles([folder.path + "/out/splink-records.csv"], .init(), model: .splink(splink))
        {
            _ in
        }
        #expect(run.people < run.records)
    }

    @Test(
        "A model that somebody spoilt is refused by file and place",
        arguments: [
            ("\"seed\"", "\"sed\"", "`seed`"), ("\"level\" : \"same\"", "\"level\" : \"sane\"", "`sane`"),
            ("\"function\" : \"nickname\"", "\"function\" : \"nick\"", "`nick`"),
            ("\"matchShare\" : ", "\"matchShare\" : -", "`matchShare`"), ("\"origin\"", "origin", "line "),
            ("\"recordsMin\" : ", "\"recordsMin\" : true, \"x\" : ", "`recordsMin`"),
        ]
    )
    func spoilt(_ before: String, _ after: String, _ words: String) throws {
        let folder = try LinkFolder()
        let whole = try CommandJSON.text(LinkageModel.standard)
        #expect(whole.contains(before), "\(before)")
        let file = try folder.write(whole.replacingOccurrences(of: before, with: after), "model.json")
        let fault = #expect(throws: Fault.self) { _ = try Review.FileModel(file: file) }
        let said = "\(fault?.message ?? "") \(fault?.help ?? "")"
        #expect(said.contains(words) && said.contains("model.json"), "\(said)")
    }

    @Test("Files in a folder with a space in its name are found again to explain, and no part of a file is left")
    func folderWithSpace() async throws {
        let folder = try LinkFolder()
        let place = folder.path + "/a folder of ours"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        let file = try folder.write(Self.people(60), "a folder of ours/people.csv")
        let linked = try await Review.LinkFiles([file], .init(key: "ref"), model: .own(.standard)) { _ in }
        try linked.write(to: place + "/out")
        _ = try Review.JoinedFolder(place + "/out", records: [linked.keys[0], linked.keys[1]])
        let left = try FileManager.default.contentsOfDirectory(atPath: place + "/out")
        #expect(left.count == 6 && !left.contains { $0.hasSuffix(".part") })
    }

    @Test("A second file whose headings only begin like the first's is refused")
    func longerHeadings() throws {
        let folder = try LinkFolder()
        let first = try folder.write("ref,surname\n1,Okafor\n", "a.csv")
        let longer = try folder.write("ref,surname2\n2,Okafor\n", "b.csv")
        #expect(throws: Fault.self) { _ = try Review.PeopleFiles([first, longer]) }
        let same = try folder.write("ref,surname\r\n2,Okafor\r\n", "c.csv")
        #expect(try Review.PeopleFiles([first, same]).read { try PlainTable($0) }.rows.count == 2)
    }
}
