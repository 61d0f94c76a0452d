import ArgumentParser
import CapabilityKit
import Foundation
import Vocabulary

/// The command `reeve import [--mapping NAME|FILE] [--force CODE --system NAME] [--check] PATHS…`.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Take exports of a force's own systems into its node.",
        discussion: """
            A path is an export file, a folder with a manifest.json, or a folder of such folders. Files may be gzip.
            Importing a file again changes nothing; an import that was killed goes on with the same command. Rows that
            cannot be kept are written to a reject file with their reason and never stop the rest.

            EXAMPLE
              reeve import --data .reeve/demo nation/13-west-yorkshire
              reeve import --check --mapping niche --force 13 nominals.csv

            EXIT CODES
              0 every row kept · 1 some rows rejected · 2 a file could not be read to its end · 130 stopped by Ctrl-C
              64 wrong usage · 70 fault
            """
    )

    @Argument(help: "Export files and folders.")
    var paths: [String]

    @Option(help: "How the files are read: a mapping's name or file. A manifest may say it instead.")
    var mapping: String?

    @Option(help: "Whose records they are, by the force's code: 13. A manifest may say it instead.")
    var force: String?

    @Option(help: "The system they are from: niche. A manifest or the mapping may say it instead.")
    var system: String?

    @Option(help: "How the text is written: utf-8, windows-1252, iso-8859-1, utf-16.")
    var encoding: String?

    @Flag(help: "Report what is wrong with the files and store nothing.")
    var check = false

    @Option(help: "The folder for reject files.")
    var rejects = "reeve-rejects"

    @Option(help: "The most records stored in one transaction: more is faster, fewer take less memory.")
    var batch = Importer.batchRecords

    @Option(help: "What it is for: a code of the node's list of purposes.")
    var purpose = "data.quality"

    @Option(help: "The work order or decision it is done under.")
    var reference = "routine import"

    @Flag(help: "Print JSON: one object for each file, one a line.")
    var json = false

    @OptionGroup var node: NodeOptions

    func run() async throws {
        let jobs = try finder().jobs(paths)
        let flag = StopFlag()
        let signals = flag.listen()
        defer { signals.cancel() }
        let quiet = json || isatty(STDERR_FILENO) == 0
        var reports: [ImportReport] = []
        if check {
            reports = try await run(jobs, flag: flag, quiet: quiet, today: .today()) { _ in nil }
        } else {
            reports = try await node.run(for: Authority(purpose: purpose, reference: reference)) { desk, requester in
                let reports = try await run(jobs, flag: flag, quiet: quiet, today: desk.today) { job in
                    DeskSink(desk, source: job.source, mapping: job.mapping.mapping.name, for: requester)
                }
                await desk.finishCollecting()
                return reports
            }
        }
        if flag.isSet { throw ExitCode(130) }
        if reports.contains(where: { $0.fault != nil }) { throw ExitCode(2) }
        if reports.contains(where: { $0.position.rejected > 0 }) { throw ExitCode(1) }
    }

    private func finder() throws -> JobFinder {
        var finder = JobFinder(hash: .sha256, mapping: mapping, system: system)
        if let force {
            guard let code = ForceCode(force) else {
                throw Fault(.sourceMissing, "`\(force)` is not a force code", help: "give the code of PNC, such as 13")
            }
            finder.force = code
        }
        if let encoding {
            guard let known = TextEncoding(name: encoding) else {
                let names = TextEncoding.allCases.map(\.rawValue).joined(separator: ", ")
                throw Fault(.wrongEncoding, "`\(encoding)` is not an encoding Reeve reads", help: "one of \(names)")
            }
            finder.encoding = known
        }
        return finder
    }

    /// Runs the jobs one after another; one that faults does not stop the rest.
    private func run(
        _ jobs: [ImportJob],
        flag: StopFlag,
        quiet: Bool,
        today: CalendarDate,
        sink makeSink: (ImportJob) -> (any RecordSink)?
    ) async throws -> [ImportReport] {
        var reports: [ImportReport] = []
        for (index, job) in jobs.enumerated() where !flag.isSet {
            var importer = Importer(hash: .sha256, today: today, rejectFolder: Self.folder(rejects, for: job))
            importer.batchRecords = max(1, batch)
            importer.shouldStop = { flag.isSet }
            if !quiet {
                let line = ProgressLine(file: "\(index + 1) of \(jobs.count) \(job.name)")
                importer.report = { line.show($0) }
            }
            var sink = makeSink(job)
            let report = try await importer.run(job, into: &sink)
            reports.append(report)
            if !quiet { ProgressLine.clear() }
            if json {
                var out = ByteWriter()
                report.write(to: &out)
                print(String(decoding: out.bytes, as: UTF8.self))
                // A reader at the other end of a pipe learns of each file as soon as it is stored.
                fflush(nil)
            } else {
                print(report.text())
            }
        }
        return reports
    }

    /// Files of one name from different sources have their rejects apart.
    private static func folder(_ folder: String, for job: ImportJob) -> String {
        let source = job.source.description.replacingOccurrences(of: "/", with: "-")
        return folder + "/" + source
    }
}
