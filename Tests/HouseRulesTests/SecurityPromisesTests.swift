import Foundation
import Testing

@testable import Node

/// What the documents of security say of the sources, held against them.
@Suite("What the documents of security promise") struct SecurityPromisesTests {
    private static func text(_ path: String) throws -> String {
        try String(contentsOf: SourceTree.root.appending(path: path), encoding: .utf8)
    }

    /// The rows of the Markdown tables of a page, their cells without space around them.
    private static func rows(_ page: String) throws -> [[String]] {
        try text(page).split(separator: "\n").filter { $0.hasPrefix("| ") }.map { line in
            line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        }
    }

    /// Numbers in a text, thousands with or without a comma.
    private static func numbers(_ text: String) -> [Int] {
        text.replacing(/(\d),(\d{3})/) { "\($0.1)\($0.2)" }.matches(of: /\d+/).compactMap { Int($0.0) }
    }

    // MARK: - The browser

    @Test("Scripts keep two choices and unsent words in the browser, hang nothing on the page and run no text")
    func script() throws {
        let scripts = SourceTree.files.filter { $0.path.hasPrefix("Sources/Node/Assets/") && $0.path.hasSuffix(".js") }
        try #require(scripts.count == 4)
        for file in scripts {
            let code = file.text.replacing(/\/\/.*/, with: "")
            for word in [
                "indexedDB", "document.cookie", "caches.", "eval(", "Function(", "document.write",
                "__proto__", "globalThis", "insertAdjacentHTML", "outerHTML",
            ] { #expect(!code.contains(word), "\(file.name): \(word)") }
            let kept = code.matches(of: /(?:store\.[gs]et|localStorage\.[gs]etItem)\((["`][^"`]*["`])/).map {
                String($0.1)
            }
            #expect(Set(kept).isSubset(of: [#""keys""#, #""theme""#, #""reeve.theme""#, "`reeve.${name}`"]), "\(kept)")
            #expect(code.matches(of: /localStorage/).count == code.matches(of: /localStorage\.[gs]etItem\(/).count)
            // The call screen alone keeps words in its window, until the node has them.
            let window = code.matches(of: /sessionStorage/).count
            #expect(window == code.matches(of: /sessionStorage\.(?:[gs]et|remove)Item\(`reeve\.contact\./).count)
            #expect(window == 0 || file.name == "contact.js", "\(file.name)")
            // Names of the page's own objects, and properties named by what somebody typed, are never set.
            #expect(!code.contains(/(?:window|document|self|top)\.\w+\s*=[^=]/), "\(file.name)")
            #expect(!code.contains(/[\w\])]\[[^\]]*\]\s*=[^=]/), "\(file.name)")
            // What goes in as HTML came from this node's own page.
            for match in code.matches(of: /innerHTML = (\S+)/) {
                #expect(["part.innerHTML;", "item.innerHTML;"].contains(String(match.1)), "\(match.0)")
            }
        }
    }

    // MARK: - Code

    @Test("The kernels in C ask for no memory and give none back")
    func kernels() throws {
        let folder = SourceTree.root.appending(path: "Sources/CLinkageKernels")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path())
            .filter { $0.hasSuffix(".c") || $0.hasSuffix(".h") }
        try #require(files.count >= 2)
        for file in files {
            let code = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
            #expect(!code.contains(/\b(malloc|calloc|realloc|free|strdup|mmap|munmap|alloca)\s*\(/), "\(file)")
        }
    }

    @Test("An expression stands in the program's text, and repeats nothing that repeats")
    func expressions() {
        var literals = 0
        for file in SourceTree.files where file.isSource {
            #expect(!file.code.contains(/NSRegularExpression|\bRegex\s*[(<]|\.regularExpression/), "\(file.path)")
            for match in file.text.matches(of: /(?:atch(?:es)?|contains|replacing|split)\((?:of: )?\/(.+?)\/[,)]/) {
                literals += 1
                #expect(!match.1.contains(/[*+}]\)[*+{]/), "\(file.path): \(match.1)")
            }
        }
        #expect(literals > 0)
    }

    @Test("Nothing in the program is other in a debug build, and no secret comes with it")
    func noDebugNoSecret() {
        for file in SourceTree.files where file.path.hasPrefix("Sources/") {
            #expect(!file.code.contains(/#if\s+!?DEBUG|_isDebugAssertConfiguration/), "\(file.path)")
            let secrets = [/PRIVATE\+KEY\+[^\s+]+\+[0-9a-f]{8}\+/, /PRIVATE KEY-----\s*\n[A-Za-z0-9+\/]{20}/]
            for secret in secrets { #expect(!file.text.contains(secret), "\(file.path)") }
            #expect(!file.text.contains(/(?i)"(?:password|passwd|client_?secret)"\s*:\s*"[^"]+"/), "\(file.path)")
        }
    }

    @Test("Memory by address, and other programs, only where the list of dangerous things says")
    func dangerous() throws {
        let rows = try Self.rows("docs/security/components.md")
        func folders(_ what: String) throws -> [String] {
            let row = try #require(rows.first { $0[0] == what })
            return row[1].matches(of: /`(Sources\/[^`]+)`/).map { String($0.1) }
        }
        let addressing = /Unsafe(?:Mutable)?(?:Raw)?(?:Buffer)?Pointer|unsafeBitCast/
        for (what, pattern) in [
            ("C and unsafe memory", addressing), ("Running another program", /\bProcess\(\)|posix_spawn|\bfork\(/),
        ] {
            let allowed = try folders(what)
            let using = SourceTree.files.filter { $0.isSource && $0.code.contains(pattern) }
            #expect(!using.isEmpty)
            for file in using { #expect(allowed.contains { file.path.hasPrefix($0) }, "\(what): \(file.path)") }
            for folder in allowed where !folder.contains("CLinkage") {
                #expect(using.contains { $0.path.hasPrefix(folder) }, "\(what): nothing in \(folder)")
            }
        }
    }

    @Test("Every part comes from its own repository at one version, as the list of parts says")
    func repositories() throws {
        struct Resolved: Decodable {
            struct Pin: Decodable {
                struct State: Decodable {
                    var revision: String
                    var version: String?
                }
                var location: String
                var state: State
            }
            var pins: [Pin]
        }
        let resolved = try JSONDecoder().decode(Resolved.self, from: Data(Self.text("Package.resolved").utf8))
        let listed = try Self.rows("docs/security/components.md")
        #expect(resolved.pins.count > 20)
        for pin in resolved.pins {
            let home = /^https:\/\/(github\.com\/[\w-]+)\/([\w.-]+?)(?:\.git)?$/
            let name = try #require(pin.location.firstMatch(of: home))
            #expect(pin.state.version != nil && pin.state.revision.count == 40, "\(pin.location)")
            let isListed = listed.contains { row in
                row.count > 1 && row[1].contains(name.1)
                    && row[0].split(separator: ", ").contains { $0.lowercased() == name.2.lowercased() }
            }
            #expect(isListed, "\(pin.location)")
        }
        let asked = try Self.text("Package.swift").matches(of: /\.package\(([^)]*)\)/).map { String($0.1) }
        #expect(asked.count > 5)
        for part in asked { #expect(part.contains(/^url: "https:\/\/[^"]+", exact: "[\d.]+"$/), "\(part)") }
    }

    // MARK: - What is written down

    @Test("The guide's settings of sessions and tries are those the node has")
    func sessions() throws {
        let encoded = try JSONEncoder().encode(SignInRules())
        let usual = try #require(try JSONSerialization.jsonObject(with: encoded) as? [String: Any])
        let said = Dictionary(
            try Self.rows("docs/guide/signing-in.md").filter { $0.count == 3 && $0[0].hasPrefix("`") }.map {
                (String($0[0].dropFirst().dropLast()), $0[1])
            },
            uniquingKeysWith: { first, _ in first }
        )
        var compared = 0
        for (name, value) in usual {
            guard let number = value as? Int else { continue }
            #expect(said[name] == "\(number)", "\(name)")
            compared += 1
        }
        #expect(compared == 8)
    }

    @Test("The guide's table of limits is what the node keeps to")
    func limits() throws {
        let rows = try Self.rows("docs/guide/deployment.md")
        func said(_ towards: String) throws -> [Int] {
            Self.numbers(try #require(rows.first { $0[0] == towards }).dropFirst().joined(separator: " "))
        }
        func first(_ pattern: Regex<(Substring, Substring, Substring)>, in path: String) throws -> [Int] {
            let found = try #require(try Self.text(path).firstMatch(of: pattern), "\(path)")
            return [Int(found.1) ?? -1, Int(found.2) ?? -1]
        }
        let server = "Sources/Node/Server.swift"
        let session = try first(
            /limit: RateLimit\(burst: (\d+), perSecond: (\d+), clock: building.clock\),\n\s+formLimit/,
            in: server
        )
        let forms = try first(/formLimit: RateLimit\(burst: (\d+), perSecond: (\d+)/, in: server)
        #expect(try said("browsers").starts(with: session + forms))
        let door = try first(
            /connect: \.seconds\((\d+)\), read: \.seconds\((\d+)\)/,
            in: "Sources/Node/Outside/OutsideDoor.swift"
        )
        #expect(
            try said("identity provider").starts(
                with: [OutsideDoor.connectionsMax] + door + [ProviderDoor.byteMax / 1024]
            )
        )
        #expect(try said("witnesses") == [OutsideDoor.connectionsMax, 2, 64])
        #expect(try said("sign-ins under way") == [SignInFlows.countMax])
        #expect(try said("sessions") == [Sessions.countMax])
        let each = try Self.word(SignInRules().sessionsPerPerson)
        #expect(rows.contains { $0[0] == "sessions" && $0[1].contains(each) })
        let connections = try Self.text("Sources/Store/Postgres/PostgresDatabase.swift")
            .firstMatch(of: /connections: Int = (\d+)/)
        let held = try Self.word(Int(connections?.1 ?? "") ?? -1)
        #expect(rows.contains { $0[0] == "PostgreSQL" && $0[1].contains(held) })
    }

    private static func word(_ number: Int) throws -> String {
        try #require([5: "five", 8: "eight"][number], "\(number)")
    }

    @Test("Whatever a rule may weigh stands in the guide, with what it decides")
    func weighed() throws {
        let schema = try Self.text("Sources/Node/Rules/schema.cedarschema").replacing(/\/\/.*/, with: "")
        let names = Set(schema.matches(of: /(\w+)\??:/).map { String($0.1) })
            .subtracting(["principal", "resource", "context"])
        #expect(names.count > 15)
        let section = try #require(
            try Self.text("docs/guide/rules.md").split(separator: "## What a rule may weigh").dropFirst().first?
                .split(separator: "\n## ").first
        )
        let said = Set(
            section.split(separator: "\n").filter { $0.hasPrefix("| `") }.flatMap { row in
                row.split(separator: "|")[0].matches(of: /`(\w+)`/).map { String($0.1) }
            }
        )
        #expect(said == names)
    }

    @Test("Every key and secret that the node keeps as a file stands in the list of keys, with its period")
    func keys() throws {
        let rows = try Self.rows("docs/security/cryptography.md").filter { $0.count == 6 }
        let files = SourceTree.files.filter(\.isSource).flatMap(\.literals).map(\.text)
            .compactMap { $0.wholeMatch(of: /\/?([\w-]+\.(?:key|secret))/).map { String($0.1) } }
        #expect(Set(files).count > 3)
        // The file's name at a witness's or log's own disk is the same key under the name it has there.
        for name in Set(files) {
            let row = rows.first { $0[0].contains(name) }
            #expect(row != nil, "\(name)")
            #expect(row?[3].isEmpty == false && row?[4].isEmpty == false, "\(name)")
        }
    }
}
