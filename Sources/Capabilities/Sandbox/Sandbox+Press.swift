import Foundation
import Vocabulary

extension Sandbox {
    /// Writes records in the shape of one system.
    protocol Exporter: AnyObject {
        var shape: Shape { get }
        /// Writes a bundle; returns the source's own key of each report, in order.
        func write(_ bundle: Delivery) throws -> [String]
        /// Closes the files.
        func finish() throws -> [ExportFile]
    }

    /// What was made.
    package struct Summary: Sendable, Codable {
        /// People, the cast among them.
        package var people = 0
        /// Person records over all systems.
        package var records = 0
        /// People with more than one record.
        package var peopleWithSeveralRecords = 0
        /// People with records in more than one force.
        package var peopleInSeveralForces = 0
        /// Rows over all files.
        package var rows = 0
        /// Bytes over all files.
        package var bytes = 0
        /// Records with each kind of difference from the truth, by name.
        package var slips: [String: Int] = [:]
    }

    /// Holds the open files of every force and the truth; takes bundles in order.
    final class Press {
        var summary = Summary()
        private let plan: Plan
        private let folder: URL
        private var exporters: [any Exporter] = []
        private let truth: ExportFile
        private var slips = Array(repeating: 0, count: Slip.allCases.count)
        /// Records and forces of the people being written: people of a block are complete when the next block starts.
        private var seen: [Int: (records: Int, forces: Set<Int>)] = [:]

        init(_ plan: Plan, _ folder: URL) throws {
            self.plan = plan
            self.folder = folder
            try Self.clear(folder, of: plan.forces.map(\.folder))
            for force in plan.forces.indices {
                let place = folder.appendingPathComponent(plan.forces[force].folder, isDirectory: true)
                do {
                    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
                } catch {
                    throw Fault(
                        .sandboxOutput,
                        "cannot make the folder `\(place.path)`",
                        help: "choose another folder with `--out`",
                        cause: error
                    )
                }
                let towns = plan.places.towns
                switch plan.lore.systems[force].shape {
                case .connect:
                    let code = plan.forces[force].code.description
                    exporters.append(try ConnectExporter(place, towns: towns, force: code, asOf: plan.asOf))
                case .rms: exporters.append(try WideExporter(place, towns: towns))
                case .niche, .cad: exporters.append(try NicheExporter(place, towns: towns))
                }
                exporters.append(try CallExporter(place, towns: towns, numbers: plan.numbers))
            }
            truth = try ExportFile(folder, "truth.csv", entity: "truth", columns: "record,person")
        }

        /// Takes away the manifests of an earlier run, so that a run that was stopped is never mistaken for a whole one.
        ///
        /// - Throws: ``Fault`` when the folder holds a nation of other forces, which would be imported with this one.
        private static func clear(_ folder: URL, of forces: [String]) throws {
            let files = FileManager.default
            let inside = (try? files.contentsOfDirectory(atPath: folder.path)) ?? []
            func manifest(_ name: String) -> URL {
                folder.appendingPathComponent(name).appendingPathComponent("manifest.json")
            }
            let earlier = inside.sorted().filter { files.fileExists(atPath: manifest($0).path) }
            if let other = earlier.first(where: { !forces.contains($0) }) {
                throw Fault(
                    .sandboxOutput,
                    "`\(folder.path)` holds another nation, with `\(other)`",
                    help: "choose another folder with `--out`, or remove that one"
                )
            }
            for name in earlier { try files.removeItem(at: manifest(name)) }
            try? files.removeItem(at: folder.appendingPathComponent("nation.json"))
        }

        /// Writes a bundle and its truth.
        func write(_ bundle: Delivery) throws {
            let exporter = exporters[bundle.force * 2 + (bundle.inCalls ? 1 : 0)]
            let keys = try exporter.write(bundle)
            let prefix = "\(plan.forces[bundle.force].code)/\(exporter.shape.rawValue)/person/"
            for (report, key) in zip(bundle.reports, keys) {
                truth.field(prefix + key)
                truth.field(report.person)
                try truth.endRow()
                seen[report.person, default: (0, [])].records += 1
                seen[report.person, default: (0, [])].forces.insert(bundle.force)
                for slip in slips.indices where report.slips.bits & (1 << UInt32(slip)) != 0 { slips[slip] += 1 }
            }
            summary.records += bundle.reports.count
            if seen.count > 4 * plan.blockSize { settleSeen(keeping: bundle.reports.last?.person ?? 0) }
        }

        private func settleSeen(keeping last: Int) {
            var kept: [Int: (records: Int, forces: Set<Int>)] = [:]
            for (person, count) in seen {
                if person > last - 2 * plan.blockSize {
                    kept[person] = count
                    continue
                }
                if count.records > 1 { summary.peopleWithSeveralRecords += 1 }
                if count.forces.count > 1 { summary.peopleInSeveralForces += 1 }
            }
            seen = kept
        }

        /// Closes every file and writes the manifests.
        func finish() throws -> Summary {
            settleSeen(keeping: Int.max / 2)
            try truth.close()
            summary.bytes = truth.bytes
            summary.rows = truth.rows
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            for force in plan.forces.indices {
                let exports = try exporters[force * 2...force * 2 + 1].map { exporter in
                    let files = try exporter.finish()
                    for file in files {
                        summary.bytes += file.bytes
                        summary.rows += file.rows
                    }
                    return Manifest.Export(
                        system: exporter.shape.rawValue,
                        shape: exporter.shape.rawValue,
                        mapping: exporter.shape.rawValue,
                        files: files.map { .init(name: $0.name, entity: $0.entity, rows: $0.rows, bytes: $0.bytes) }
                    )
                }
                let manifest = Manifest(
                    force: plan.forces[force].code.description,
                    name: plan.forces[force].name,
                    abbreviation: plan.forces[force].abbreviation,
                    seed: plan.seed,
                    asOf: Style.iso(day: plan.asOf),
                    exports: exports
                )
                let place = folder.appendingPathComponent(plan.forces[force].folder, isDirectory: true)
                try encoder.encode(manifest).write(to: place.appendingPathComponent("manifest.json"))
            }
            for slip in Slip.allCases { summary.slips["\(slip)"] = slips[slip.rawValue] }
            try encoder.encode(summary).write(to: folder.appendingPathComponent("nation.json"))
            return summary
        }
    }

    /// What a force's folder holds: `manifest.json`, read by the importer.
    package struct Manifest: Sendable, Codable {
        package var format = "reeve-sandbox/1"
        package var force: String
        package var name: String
        package var abbreviation: String
        package var seed: UInt64
        package var asOf: String
        package var exports: [Export]

        /// One system's export.
        package struct Export: Sendable, Codable {
            package var system: String
            package var shape: String
            /// The name of the mapping that reads it.
            package var mapping: String
            package var files: [File]
        }

        /// One file of an export, in good order to import.
        package struct File: Sendable, Codable {
            package var name: String
            package var entity: String
            package var rows: Int
            package var bytes: Int
        }
    }
}
