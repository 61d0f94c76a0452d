// Asks one question of a store of reads: `ask import|open|a|b|c|d|e STORE FOLDER ANSWER SETTINGS`.
//
// `ask planted FOLDER SEED VEHICLES some|none` says instead what is found of the truths planted in made-up traffic.
//
// Prints one JSON object with the least wall and CPU seconds of some runs and the peak memory, and writes the answer as
// rows of comma-separated values, which the script compares with those of others.
import Foundation
import Sightings
import Vocabulary

struct Settings: Decodable {
    var pattern: String
    var end: String
    var from: String
    var to: String
    var first: String
    var last: String
    var day: String
}

struct Figures: Encodable {
    var engine = "reeve"
    var step: String
    var wall_s: Double
    var cpu_s: Double
    var runs: Int
    var rows: Int
    var peak_mb: Int
    var bytes: Int?
}

func usage() -> rusage {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage
}

func cpuSeconds() -> Double {
    let usage = usage()
    let micro = Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec)
    return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + micro / 1e6
}

/// Runs work until some seconds have gone, and gives the last answer with the least times.
func measured<Answer>(
    atMost runs: Int,
    _ body: () async throws -> Answer
) async throws -> (answer: Answer, wall: Double, cpu: Double, runs: Int) {
    var wall = Double.infinity
    var cpu = Double.infinity
    let begin = ContinuousClock.now
    for run in 1... {
        let (start, used) = (ContinuousClock.now, cpuSeconds())
        let answer = try await body()
        wall = min(wall, start.duration(to: .now) / .seconds(1))
        cpu = min(cpu, cpuSeconds() - used)
        if run == runs || begin.duration(to: .now) > .seconds(20) { return (answer, wall, cpu, run) }
    }
    throw CancellationError()
}

func milliseconds(_ day: String) throws -> Int64 {
    guard let number = CalendarDate(parsing: day)?.dayNumber else { throw CocoaError(.formatting) }
    return Int64(number) * 86_400_000
}

let arguments = CommandLine.arguments
guard arguments.count == 6 else { fatalError("usage: ask STEP STORE FOLDER ANSWER SETTINGS") }
if arguments[1] == "planted", let seed = UInt64(arguments[3]), let vehicles = Int(arguments[4]) {
    let isPlanted = arguments[5] == "some"
    try await Planted(seed: seed, vehicles: vehicles, isPlanted: isPlanted, folder: arguments[2]).report()
    exit(0)
}
let (step, folder, reads, answer) = (arguments[1], arguments[2], arguments[3], arguments[4])
let settings = try JSONDecoder().decode(Settings.self, from: Data(arguments[5].utf8))
let all: Range<Int64> = 0..<4_000_000_000_000
var rows: [String] = []
var figures: Figures

if step == "import" {
    try? FileManager.default.removeItem(atPath: folder)
    let store = try ReadStore(folder: folder)
    let done = try await measured(atMost: 1) { try await store.importCSV(reads + "/reads.csv") }
    let cameras = try String(contentsOfFile: reads + "/cameras.csv", encoding: .utf8).split(separator: "\n").dropFirst()
    try store.describe(
        cameras.map { line in
            let fields = line.split(separator: ",")
            return Camera(
                name: String(fields[0]),
                latitude: Double(fields[3]),
                longitude: Double(fields[4]),
                area: Int(fields[1])
            )
        }
    )
    figures = Figures(step: step, wall_s: done.wall, cpu_s: done.cpu, runs: 1, rows: done.answer.added, peak_mb: 0)
    figures.bytes = store.bytes
} else {
    let opened = try await measured(atMost: 1) { try ReadStore(folder: folder) }
    let store = opened.answer.reads
    func camera(_ name: String) throws -> Int {
        guard let camera = store.camera(named: name) else { throw CocoaError(.formatting) }
        return camera
    }
    func asked<Answer>(_ runs: Int, _ body: () async throws -> Answer) async throws -> Answer {
        let done = try await measured(atMost: runs, body)
        figures.wall_s = done.wall
        figures.cpu_s = done.cpu
        figures.runs = done.runs
        return done.answer
    }
    figures = Figures(step: step, wall_s: opened.wall, cpu_s: opened.cpu, runs: 1, rows: store.count, peak_mb: 0)
    switch step {
    case "a", "a-end":
        let span = try milliseconds(settings.first)..<milliseconds(settings.last)
        let pattern = try PlatePattern(step == "a" ? settings.pattern : settings.end)
        let found = try await asked(50) { try await store.history(pattern, in: span) }
        rows = found.map { read in
            let camera = store.cameras[read.camera].name
            return "\(read.mark),\(read.time.milliseconds),\(camera),\(read.details.confidence ?? 0)"
        }
    case "b":
        let (from, to) = try (camera(settings.from), camera(settings.to))
        let found = try await asked(10) { try await store.passages(from: from, to: to, in: all, within: 7_200_000) }
        rows = found.map { "\($0.plate.text),\($0.first),\($0.second)" }
    case "c":
        let day = try Int(milliseconds(settings.day) / 86_400_000)
        let found = try await asked(3) { try await store.meetings(onDay: day, within: 60_000, atLeast: 3) }
        rows = found.pairsByCameras.map { "\($0.key),\($0.value)" }
    case "d":
        let times = CameraTimes(straightLineBetween: store.cameras, kilometresAnHour: 200, beyondKilometres: 5)
        let found = try await asked(10) { try await store.impossibleSteps(times, in: all) }
        rows = found.map { step in
            let (from, to) = (store.cameras[step.from].name, store.cameras[step.to].name)
            return "\(step.plate.text),\(step.left),\(step.arrived),\(from),\(to)"
        }
    case "e":
        let found = try await asked(10) { try await store.visits(to: 1, from: 0, in: all, atLeast: 6) }
        rows = found.map { "\($0.plate.text),\($0.entries),\($0.exits)" }
    default: break
    }
    if step != "open" { figures.rows = rows.count }
}
figures.peak_mb = usage().ru_maxrss / 1024
try rows.joined(separator: "\n").write(toFile: answer, atomically: true, encoding: .utf8)
let encoder = JSONEncoder()
encoder.outputFormatting = .sortedKeys
print(String(decoding: try encoder.encode(figures), as: UTF8.self))
