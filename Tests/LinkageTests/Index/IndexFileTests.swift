import Testing
import Vocabulary

@testable import Linkage

struct IndexFileTests {
    private static let people = SyntheticPeople(people: 60, seed: 3).sketches

    private static func bytes() throws -> [UInt8] {
        let lookup = try PersonLookup(PersonColumns(people))
        return try #require(lookup.bytes).withBytes { Array($0) }
    }

    /// Opens bytes and asks for everybody, however damaged they are.
    private static func answers(_ bytes: [UInt8], verifying: Bool = true) throws -> [[LookupHit]] {
        let flat = FlatBytes(count: bytes.count) { $0.copyBytes(from: bytes) }
        let lookup = try PersonLookup(reading: flat, verifying: verifying)
        var scratch = LookupScratch()
        let weights = LookupWeights(.standard)
        return people.map { lookup.find($0, best: 5, by: weights, scratch: &scratch) }
    }

    @Test("A saved index answers as the one it was saved from")
    func roundTrip() throws {
        let lookup = try PersonLookup(PersonColumns(Self.people))
        var scratch = LookupScratch()
        let weights = LookupWeights(.standard)
        let answers = Self.people.map { lookup.find($0, best: 5, by: weights, scratch: &scratch) }
        #expect(try Self.answers(Self.bytes()) == answers)
        #expect(answers.contains { !$0.isEmpty })
    }

    @Test("The same people give the same bytes")
    func deterministic() throws {
        #expect(try Self.bytes() == Self.bytes())
    }

    @Test("Handles far apart are kept")
    func wideHandles() throws {
        var far = [Self.people[0], Self.people[0], Self.people[0]]
        far[0].handle = .min / 4
        far[1].handle = 0
        far[2].handle = .max / 4
        let lookup = try PersonLookup(PersonColumns(far))
        var scratch = LookupScratch()
        let hits = lookup.find(far[1], best: 5, by: LookupWeights(.standard), scratch: &scratch)
        #expect(hits.map(\.handle) == [.min / 4, .max / 4])
    }

    @Test("A byte changed anywhere is a fault or changes nothing", arguments: 1...3 as ClosedRange<UInt64>)
    func flippedBytes(seed: UInt64) throws {
        let whole = try Self.bytes()
        let answers = try Self.answers(whole)
        var dice = SeededGenerator(seed: seed)
        var faults = 0
        for round in 0..<120 {
            var bytes = whole
            let place = round < 60 ? dice.number(below: 300) : dice.number(below: bytes.count)
            bytes[place] ^= 1 << UInt8(dice.number(below: 8))
            do {
                // Between sections lie up to seven bytes that say nothing.
                #expect(try Self.answers(bytes) == answers)
            } catch let fault as Fault {
                #expect(fault.code == .indexDamaged || fault.code == .indexVersion)
                faults += 1
            }
        }
        #expect(faults > 110)
    }

    @Test("A file cut short anywhere is a fault")
    func truncated() throws {
        let whole = try Self.bytes()
        for length in Array(0..<400) + stride(from: 400, to: whole.count, by: 997) {
            #expect(throws: Fault.self) { try Self.answers(Array(whole[..<length])) }
        }
    }

    @Test("Bytes that were changed on purpose, sums and all, are read within bounds", arguments: [7, 8] as [UInt64])
    func hostile(seed: UInt64) throws {
        let whole = try Self.bytes()
        var dice = SeededGenerator(seed: seed)
        for _ in 0..<15 {
            var bytes = whole
            for _ in 0..<200 {
                bytes[300 + dice.number(below: bytes.count - 300)] = UInt8(truncatingIfNeeded: dice.next())
            }
            // Without comparing sums, nonsense is answered with something, and never with a crash.
            #expect(try Self.answers(bytes, verifying: false).count == Self.people.count)
        }
    }
}
