import Foundation
import Linkage
import Testing
import Vocabulary

@testable import Capabilities

@Suite("Files joined by a model that Splink saved") struct ReviewSplinkFilesTests {
    static let vectors = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "LinkageTests/Splink")

    /// The vectors' records as CSV; `\N` is an empty field.
    static func csv() throws -> String {
        let text = try String(contentsOf: vectors.appending(path: "people.records.tsv"), encoding: .utf8)
        return text.split(separator: "\n").map { line in
            line.split(separator: "\t", omittingEmptySubsequences: false)
                .map { $0 == "\\N" ? "" : Review.field(String($0)) }.joined(separator: ",")
        }.joined(separator: "\n") + "\n"
    }

    /// Records with a text of no length, which a CSV file cannot tell from a missing value.
    static func emptied() throws -> Set<String> {
        let text = try String(contentsOf: vectors.appending(path: "people.records.tsv"), encoding: .utf8)
        let rows = text.split(separator: "\n").map { $0.split(separator: "\t", omittingEmptySubsequences: false) }
        let id = rows.first?.firstIndex(of: "unique_id") ?? 0
        return Set(rows.filter { $0.contains("") }.map { String($0[id]) })
    }

    @Test("The model is known by its shape, and its pairs keep Splink's weights")
    func weights() async throws {
        let folder = try LinkFolder()
        let file = try folder.write(try Self.csv(), "people.csv")
        let model = try Review.FileModel(file: Self.vectors.appending(path: "people.model.json").path())
        guard case .splink = model else { throw CocoaError(.fileReadCorruptFile) }
        let linked = try await Review.LinkFiles([file], .init(joinProbability: 0.9, sample: 5), model: model) { _ in }
        try linked.write(to: folder.path + "/out")

        let wanted = try String(contentsOf: Self.vectors.appending(path: "people.pairs.tsv"), encoding: .utf8)
        var weights: [Set<String>: Double] = [:]
        for line in wanted.split(separator: "\n").dropFirst() {
            let cells = line.split(separator: "\t").map(String.init)
            weights[[cells[0], cells[1]]] = Double(cells[2])
        }
        let pairs = try folder.table("out/pairs.csv").rows
        #expect(pairs.count > 20)
        let emptied = try Self.emptied()
        for pair in pairs where !emptied.contains(pair[0]) && !emptied.contains(pair[1]) {
            let weight = try #require(weights[[pair[0], pair[1]]])
            #expect(abs(weight - (Double(pair[2]) ?? .nan)) <= 1e-12 * max(1, abs(weight)))
        }
        let explained = try Review.JoinedFolder(folder.path + "/out", records: [pairs[3][0], pairs[3][1]])
            .pair(pairs[3][0], pairs[3][1])
        #expect("\(explained.pairs[0].totalBits)" == pairs[3][2])
    }

    @Test("Clusters are Splink's")
    func clusters() async throws {
        let folder = try LinkFolder()
        let file = try folder.write(try Self.csv(), "people.csv")
        let model = try Review.FileModel(file: Self.vectors.appending(path: "people.model.json").path())
        let linked = try await Review.LinkFiles([file], .init(joinProbability: 0.9, sample: 0), model: model) { _ in }
        try linked.write(to: folder.path + "/out")
        let wanted = try String(contentsOf: Self.vectors.appending(path: "people.clusters.tsv"), encoding: .utf8)
        var groups: [String: Set<String>] = [:]
        for line in wanted.split(separator: "\n").dropFirst() {
            let cells = line.split(separator: "\t").map(String.init)
            groups[cells[1], default: []].insert(cells[0])
        }
        let found = Set(linked.clusters.map { Set($0.map { linked.keys[Int($0)] }) })
        #expect(found == Set(groups.values))
    }

    @Test("What is no model is refused, and says what it lacks")
    func noModel() throws {
        let folder = try LinkFolder()
        let list = try folder.write("[1, 2]", "list.json")
        #expect(throws: Fault.self) { _ = try Review.FileModel(file: list) }
        let part = try folder.write("{\"origin\": \"estimated\"}", "part.json")
        let fault = #expect(throws: Fault.self) { _ = try Review.FileModel(file: part) }
        #expect(fault?.message.contains("it lacks `") == true && fault?.code.status == 422)
    }

    @Test("Judged pairs are refused beside such a model")
    func labels() async throws {
        let folder = try LinkFolder()
        let file = try folder.write(try Self.csv(), "people.csv")
        let model = try Review.FileModel(file: Self.vectors.appending(path: "people.model.json").path())
        let fault = await #expect(throws: Fault.self) {
            _ = try await Review.LinkFiles([file], .init(labels: file), model: model) { _ in }
        }
        #expect(fault?.message.contains("cannot be used with a model of Splink") == true)
    }
}
