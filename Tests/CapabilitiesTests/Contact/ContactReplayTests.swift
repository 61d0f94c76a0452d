import CapabilityKit
import Capabilities
import Foundation
import TestKit
import Testing
import Vocabulary

@Suite("Published calls played through the rules") struct ContactReplayTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../../shared/data/02_control_room").standardizedFileURL
    static let isThere = FileManager.default.fileExists(atPath: folder.path)

    /// The lines of a compressed file.
    private func lines(_ name: String) throws -> [String] {
        let process = Process(), pipe = Pipe()
        process.executableURL = URL(filePath: "/bin/gzip")
        process.arguments = ["-dc", Self.folder.appending(path: name).path]
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
    }

    private func report(_ name: String, _ shape: Contact.Replay.Shape) throws -> Contact.Replay.Report {
        var replay = try Contact.Replay(shape, force: TestOfficers.force("13"))
        for line in try lines(name) { replay.take(line) }
        return replay.report
    }

    @Test(
        "Every row is played whole or reported, and the same file gives the same report",
        .enabled(if: isThere, "the open data are not here"),
        arguments: [
            ("san_diego_pd_cfs_2023_part.csv.gz", Contact.Replay.Shape.sanDiego),
            ("sf_fire_calls_unit_level_sample.csv.gz", .sanFrancisco),
        ]
    )
    func open(name: String, shape: Contact.Replay.Shape) throws {
        let report = try report(name, shape)
        #expect(report.calls > 1_000)
        #expect(report.whole + report.reported.values.reduce(0, +) == report.calls)
        let again = try self.report(name, shape)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        #expect(try encoder.encode(report) == encoder.encode(again))
        for line in report.types.values { #expect(line.ours.count == 1, "one type, one grade of ours") }
    }

    @Test("A call whose times go back, or whose priority means nothing here, is reported and not played")
    func reported() throws {
        var replay = try Contact.Replay(.sanFrancisco, force: TestOfficers.force("13"))
        replay.take(
            "Call Number,Call Type,Received DtTm,Entry DtTm,Dispatch DtTm,On Scene DtTm,Available DtTm,Call Final Disposition,Original Priority,Final Priority"
        )
        let day = "10/18/2019"
        replay.take(
            "1,Alarms,\(day) 12:03:52 AM,\(day) 12:06:59 AM,\(day) 12:07:05 AM,\(day) 12:11:10 AM,\(day) 12:33:57 AM,Fire,3,2"
        )
        replay.take("2,Alarms,\(day) 12:03:52 PM,\(day) 12:06:59 AM,null,null,null,Fire,3,3")
        replay.take("3,\"Fall, inside\",\(day) 12:03:52 AM,null,null,null,null,Fire,?,3")
        replay.take("1,Alarms,\(day) 12:03:52 AM,null,null,null,null,Fire,3,2")
        replay.take(
            "4,Alarms,\(day) 12:03:52 AM,\(day) 12:06:59 AM,\(day) 12:07:05 AM,null,\(day) 12:33:57 AM,No Merit,3,3"
        )
        let report = replay.report
        #expect(report.rows == 5 && report.calls == 4 && report.whole == 1 && report.lowered == 1)
        #expect(
            report.reported == [
                "answered stands before what comes before it": 1, "their priority is none that is mapped": 1,
                "nobody has been to this emergency": 1,
            ]
        )
    }
}
