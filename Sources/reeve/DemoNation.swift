import ArgumentParser
import CapabilityKit
import Federation
import Foundation
import Node
import Vocabulary

/// The demonstration of many forces: a node each, with its own folder, log, rules and port, in one process.
struct DemoNation {
    /// The folder of the first force's node; the others lie in `DATA-forces`, one for each force by its code.
    let data: String
    /// The force whose pages are opened first, then the others.
    let forces: [ForceCode]
    let people: Int
    /// Whether the files that each force took in stay: they are half as large as what it keeps.
    var keepsExports = true
    /// Whether nothing is said while it is made.
    var isQuiet = false

    private var nation: String { "\(data)-forces/nation" }

    private func folder(_ force: ForceCode) -> NodeFolder {
        NodeFolder(path: force == forces.first ? data : "\(data)-forces/\(force)")
    }

    /// Makes what is not there: the nation, and each force's node with its own records, joined.
    func make() async throws {
        let files = FileManager.default
        if !files.fileExists(atPath: nation + "/truth.csv") {
            if !isQuiet {
                say("making a nation in which nobody is real: \(forces.count) forces, \(people) people and a cast")
            }
            try? files.removeItem(atPath: nation)
            try files.createDirectory(atPath: "\(data)-forces", withIntermediateDirectories: true)
            let codes = forces.map(\.description).joined(separator: ",")
            try await run(
                "sandbox",
                "--force",
                codes,
                "--people",
                "\(people)",
                "--seed",
                "1",
                "--out",
                nation + ".part"
            )
            try files.moveItem(atPath: nation + ".part", toPath: nation)
        }
        var waiting = forces.filter { !files.fileExists(atPath: "\(folder($0).path)/demo-is-ready") }
        guard !waiting.isEmpty else { return }
        let exports = try files.contentsOfDirectory(atPath: nation)
        if let without = waiting.first(where: { Self.export(of: $0, among: exports) == nil }) {
            throw Fault(
                .demoFailed,
                "the nation in `\(nation)` was made without force `\(without)`",
                help: "delete `\(data)` and `\(data)-forces` to begin afresh"
            )
        }
        if !isQuiet { say("each force takes in and joins its own records") }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<min(max(ProcessInfo.processInfo.activeProcessorCount, 2), waiting.count) {
                let force = waiting.removeLast()
                group.addTask { try await make(force, exports) }
            }
            while try await group.next() != nil {
                guard let force = waiting.popLast() else { continue }
                group.addTask { try await make(force, exports) }
            }
        }
    }

    private func make(_ force: ForceCode, _ exports: [String]) async throws {
        let folder = folder(force)
        try Building.make(
            folder,
            settings: NodeSettings(force: force),
            officers: DemoStaff.officers(of: force),
            demonstration: DemonstrationApprovals(from: Building.systemClock().date)
        )
        try folder.mustBeDemonstration()
        if let export = Self.export(of: force, among: exports) {
            // Rows that the sandbox spoilt on purpose are rejected, and kept with their reasons.
            try await run("import", "\(nation)/\(export)", "--data", folder.path, "--rejects", "\(folder.path)/rejects")
            try await run("link", "--data", folder.path)
        }
        if force == forces.first { try await run("anpr", "made", "--data", folder.path) }
        try Data().write(to: URL(filePath: "\(folder.path)/demo-is-ready"))
        if !keepsExports, let export = Self.export(of: force, among: exports) {
            try FileManager.default.removeItem(atPath: "\(nation)/\(export)")
        }
    }

    private static func export(of force: ForceCode, among names: [String]) -> String? {
        names.first { $0.hasPrefix("\(force)-") }
    }

    /// Runs one of the program's own commands in a process of its own, which gives its memory back.
    private func run(_ words: String...) async throws {
        let process = Process()
        process.executableURL = Bundle.main.executableURL
        process.arguments = words
        process.standardOutput = FileHandle.nullDevice
        let problems = Pipe()
        process.standardError = problems
        let status: Int32 = try await withCheckedThrowingContinuation { done in
            process.terminationHandler = { done.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { done.resume(throwing: error) }
        }
        guard status == 0 || status == 1 && words.first == "import" else {
            let said = try problems.fileHandleForReading.readToEnd().map { String(decoding: $0, as: UTF8.self) } ?? ""
            throw Fault(.demoFailed, "`\(words.joined(separator: " "))` ended with \(status)", help: "it said: \(said)")
        }
    }

    /// Opens every force's node and serves them on ports that follow one another, until it is told to stop.
    func serve(port: Int, assets: AssetOptions) async throws {
        let ways = NeighbouringDesks(clock: Building.systemClock)
        let buildings = try await open(by: ways) { await ways.connect($0, $1) }
        do {
            try await serve(buildings, port: port, assets: assets)
        } catch {
            for building in buildings { try? await building.close() }
            throw error
        }
        for building in buildings { try await building.close() }
    }

    /// Opens every force's node, each reached by the others on this way.
    func open(by ways: any Peers, connect: (ForceCode, Desk) async -> Void) async throws -> [Building] {
        var buildings: [Building] = []
        do {
            for force in forces {
                let building = try await Building.open(folder(force), peers: ways, connected: Set(forces))
                buildings.append(building)
                await connect(force, building.desk)
            }
            return buildings
        } catch {
            for building in buildings { try? await building.close() }
            throw error
        }
    }

    private func serve(_ buildings: [Building], port: Int, assets: AssetOptions) async throws {
        for building in buildings { try await building.desk.makeReady() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (place, building) in buildings.enumerated() {
                let server = try Server(
                    building: building,
                    fetchedAssets: assets.existingFolder,
                    assetLock: assets.existingHashes,
                    baseMap: assets.baseMap
                )
                group.addTask {
                    try await server.run(port: port == 0 ? 0 : port + place) { own in
                        guard place == 0 else { return }
                        say(
                            """

                            \(buildings.count) forces answer; West Yorkshire's pages are on  http://127.0.0.1:\(own)/
                            Try               http://127.0.0.1:\(own)/search?q=okafor+leeds
                            Every force       http://127.0.0.1:\(own)/nation
                            Ctrl-C stops them.
                            """
                        )
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}

extension Fault.Code {
    /// A step of making the demonstration failed.
    static let demoFailed = Self("demo.failed", status: 500)
}
