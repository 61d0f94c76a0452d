import Foundation
import Testing

/// Runs the built `reeve`, which lies beside the tests.
enum BuiltReeve {
    static let program: URL? = {
        let folders = [Bundle.main.executableURL, URL(filePath: CommandLine.arguments[0])].compactMap {
            $0?.deletingLastPathComponent().appending(path: "reeve")
        }
        let built = SourceTree.root.appending(path: ".build/debug/reeve")
        return (folders + [built]).first { FileManager.default.isExecutableFile(atPath: $0.path()) }
    }()

    /// What `reeve help …` prints, or `nil` when there is no such command.
    static func help(_ words: [String]) throws -> String? {
        guard let program else { return nil }
        let process = Process()
        let output = Pipe()
        process.executableURL = program
        process.arguments = ["help"] + words
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return process.terminationStatus == 0 ? text : nil
    }
}

/// A line of a document that a reader may type.
struct DocumentedCommand: Sendable, CustomTestStringConvertible {
    let place: String
    let words: [String]

    var testDescription: String { "\(place): reeve \(words.joined(separator: " "))" }

    /// Every such line in the fenced blocks of the README and the guides.
    static let all: [DocumentedCommand] = SourceTree.files.filter { $0.path.hasSuffix(".md") }.flatMap { file in
        var fenced = false
        return file.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
            .compactMap { number, line -> DocumentedCommand? in
                let words = line.split(separator: " ").map(String.init)
                if words.first?.hasPrefix("```") == true { fenced.toggle() }
                guard fenced, let program = words.first, program == "reeve" || program.hasSuffix("/reeve") else {
                    return nil
                }
                return DocumentedCommand(place: "\(file.path):\(number + 1)", words: Array(words.dropFirst()))
            }
    }
}

@Suite("Commands in the documents") struct CommandTests {
    @Test("The program is built with the tests")
    func built() {
        #expect(BuiltReeve.program != nil, "build it with `swift build --build-tests`")
    }

    @Test("A command and its options exist", arguments: DocumentedCommand.all)
    func exists(_ command: DocumentedCommand) throws {
        var path: [String] = []
        var help = try #require(try BuiltReeve.help([]), "`reeve help` fails")
        for word in command.words {
            // The help of a command lists its subcommands at the beginning of a line.
            guard !word.hasPrefix("-"),
                !Pattern(#"^  \#(NSRegularExpression.escapedPattern(for: word))\b"#)
                    .matches(in: help).isEmpty
            else { break }
            path.append(word)
            help = try #require(try BuiltReeve.help(path), "`reeve help \(path.joined(separator: " "))` fails")
        }
        if let first = command.words.first, !first.hasPrefix("-") {
            #expect(!path.isEmpty, "`reeve \(first)` is not a command; correct the document")
        }
        for option in command.words where option.hasPrefix("--") {
            let name = option.split(separator: "=")[0]
            #expect(
                help.contains(name),
                "`reeve \(path.joined(separator: " "))` has no option `\(name)`; correct the document"
            )
        }
    }
}

@Suite("How the program ends") struct ExitCodeTests {
    static func run(_ words: [String]) throws -> (code: Int32, said: String) {
        let process = Process()
        let said = Pipe()
        process.executableURL = BuiltReeve.program
        process.arguments = words
        process.standardOutput = FileHandle.nullDevice
        process.standardError = said
        try process.run()
        let text = String(decoding: said.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }

    @Test("A file that is not as it should be ends it with 65, and names file, line and field")
    func badFile() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "people-\(UUID().uuidString).csv").path()
        try Data("ref,name\nA,Amara Okafor\nB,Owen Quill,extra\n".utf8).write(to: URL(filePath: file))
        defer { try? FileManager.default.removeItem(atPath: file) }
        let ended = try Self.run(["link", file, "--id", "ref"])
        #expect(ended.code == 65)
        #expect(ended.said.contains("`\(file)` line 3: field 3 is `extra`"))
        #expect(try Self.run(["bench", "linkage", "--file", file]).code == 65)
    }

    @Test("Words it cannot follow end it with 64")
    func wrongUsage() throws {
        #expect(try Self.run(["explain", "1", "2"]).code == 64)
        #expect(try Self.run(["link", "x.csv", "--threshold", "2"]).code == 64)
    }
}

@Suite("Measuring") struct BenchTests {
    struct Report: Decodable, Equatable {
        struct Quality: Decodable, Equatable {
            var pairwiseF1: Double
        }
        var records: Int
        var people: Int
        var pairsKept: Int
        var quality: Quality
    }

    static func linkage(seed: Int) throws -> Report {
        let process = Process()
        let output = Pipe()
        process.executableURL = BuiltReeve.program
        process.arguments = ["bench", "linkage", "--records", "1500", "--names", "0", "--seed", "\(seed)"]
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return try JSONDecoder().decode(Report.self, from: data)
    }

    @Test("The same seed makes the same people and the same outcome; another seed makes others")
    func seeds() throws {
        let first = try Self.linkage(seed: 1)
        #expect(first.records == 1500 && first.people < 1500 && first.quality.pairwiseF1 > 0.8)
        #expect(try first == Self.linkage(seed: 1))
        #expect(try first != Self.linkage(seed: 2))
    }
}
