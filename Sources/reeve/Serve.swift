import ArgumentParser
import CapabilityKit
import Foundation
import Node
import Vocabulary

/// Where the front-end parts fetched at set-up lie.
struct AssetOptions: ParsableArguments {
    @Option(name: .customLong("assets"), help: "The folder of front-end parts fetched at set-up.")
    var folder = ".reeve/assets"

    @Option(name: .customLong("asset-hashes"), help: "The file of the hashes they must have.")
    var hashes = "Scripts/assets/assets.sha256"

    @Option(name: .customLong("base-map"), help: "A folder of GeoJSON files to draw places on.")
    var baseMap: String?

    /// The folder, when it is there.
    var existingFolder: String? { FileManager.default.fileExists(atPath: folder) ? folder : nil }
    var existingHashes: String? { FileManager.default.fileExists(atPath: hashes) ? hashes : nil }
}

/// The command `reeve serve --data DIR`.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve a node's pages and API on this machine.",
        discussion: """
            EXAMPLE
              reeve serve --data .reeve/demo --port 8420
            """
    )

    @Option(name: .customLong("data"), help: "The node's folder.")
    var data = ".reeve/node"

    @Option(help: "The port on 127.0.0.1; 0 takes any free one.")
    var port = 8420

    @Option(help: "The port on 127.0.0.1 of the figures for Prometheus; 0 takes any free one. None when not given.")
    var metricsPort: Int?

    @Option(help: "Which events are written on standard error, as lines of JSON: from trace to critical.")
    var logLevel = "notice"

    @OptionGroup var assets: AssetOptions

    func validate() throws {
        guard JSONLogHandler.levels.contains(logLevel) else {
            throw ValidationError("--log-level is one of \(JSONLogHandler.levels.joined(separator: ", "))")
        }
    }

    func run() async throws {
        JSONLogHandler.begin(level: logLevel)
        let building = try await Building.open(NodeFolder(path: data))
        let metrics = metricsPort.map { port in
            MetricsServer(port: port) { say("Figures are at http://127.0.0.1:\($0)/metrics") }
        }
        try await serve(building, port: port, metrics: metrics, assets: assets) { port in
            say("Reeve answers on http://127.0.0.1:\(port)/  (Ctrl-C stops it)")
            ServiceNotice.ready.send()
        }
    }
}

/// Serves a building until it is told to stop, then closes the log.
func serve(
    _ building: Building,
    port: Int,
    metrics: MetricsServer? = nil,
    assets: AssetOptions,
    ready: @escaping @Sendable (Int) -> Void
) async throws {
    let server = try Server(
        building: building,
        fetchedAssets: assets.existingFolder,
        assetLock: assets.existingHashes,
        baseMap: assets.baseMap,
        security: try SecurityLog(folder: building.folder.security, clock: building.clock)
    )
    do {
        try await server.run(port: port, metrics: metrics) { port in
            ready(port)
        }
        ServiceNotice.stopping.send()
    } catch {
        try await building.close()
        throw error
    }
    try await building.close()
}

/// Prints a line at once, even into a pipe.
func say(_ line: String) {
    fflush(nil)
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
}
