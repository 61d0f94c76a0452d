import Foundation
import Testing
import Vocabulary

@Suite struct TimestampTests {
    @Test(
        "RFC 3339 is read and written alike",
        arguments: [
            "2026-11-19T23:08:00Z", "2026-10-25T01:30:00+01:00", "1969-12-31T23:59:59.999Z", "0001-01-01T00:00:00Z",
            "9999-12-31T23:59:59.999Z", "2026-06-01T12:00:00.250-05:30",
        ]
    )
    func roundTrip(_ text: String) throws {
        #expect(try #require(Timestamp(rfc3339: text)).rfc3339 == text)
    }

    @Test("the moment, the offset and both days are kept")
    func parts() throws {
        let time = try #require(Timestamp(rfc3339: "2026-07-01 00:30:00+01:00"))
        #expect(time.milliseconds == 1_782_862_200_000)
        #expect(time.offsetMinutes == 60)
        #expect(time.date.description == "2026-07-01")
        #expect(time.utcDate.description == "2026-06-30")
        #expect(time.millisecondsOfDay == 1_800_000)
        #expect(time.rfc3339UTC == "2026-06-30T23:30:00Z")
        #expect(Timestamp(rfc3339: "2026-06-30t23:30:00z")?.milliseconds == time.milliseconds)
    }

    @Test("fractions are cut to milliseconds and a leap second is the second after")
    func fractions() {
        #expect(Timestamp(rfc3339: "1970-01-01T00:00:00.5Z")?.milliseconds == 500)
        #expect(Timestamp(rfc3339: "1970-01-01T00:00:00.0019999Z")?.milliseconds == 1)
        #expect(Timestamp(rfc3339: "1998-12-31T23:59:60Z")?.rfc3339 == "1999-01-01T00:00:00Z")
        #expect(Timestamp(rfc3339: "1998-12-31T22:59:60Z") == nil)
    }

    @Test("date-times of the JSON Schema suite", .enabled(if: Vectors.arePresent, "needs ../shared/data"))
    func suite() throws {
        // RFC 3339 lets applications put a space for the T, and Reeve reads it; the suite has no such case.
        for vector in try SchemaVectors.valid("json_schema_suite/optional/format/date-time.json") {
            #expect((Timestamp(rfc3339: vector.text) != nil) == vector.isValid, "\(vector.text): \(vector.title)")
        }
    }

    @Test("moments beyond the calendar are written as its ends")
    func bounds() {
        #expect(Timestamp(milliseconds: .max).rfc3339 == "9999-12-31T23:59:59.999Z")
        #expect(Timestamp(milliseconds: .min, offsetMinutes: -60).rfc3339 == "0001-01-01T00:00:00-01:00")
    }

    @Test("random moments come back", arguments: [31, 32] as [UInt64])
    func random(_ seed: UInt64) {
        var dice = Seeded(seed)
        for _ in 0..<5000 {
            let time = Timestamp(
                milliseconds: Int64.random(in: -60_000_000_000_000...250_000_000_000_000, using: &dice),
                offsetMinutes: Int16.random(in: -1439...1439, using: &dice)
            )
            #expect(Timestamp(rfc3339: time.rfc3339) == time)
            #expect(Timestamp(rfc3339: time.rfc3339UTC)?.milliseconds == time.milliseconds)
        }
    }
}

@Suite struct UKTimeTests {
    @Test("the offset agrees with the time-zone database from 1972 on", arguments: [41, 42] as [UInt64])
    func offsets(_ seed: UInt64) throws {
        let london = try #require(TimeZone(identifier: "Europe/London"))
        var dice = Seeded(seed)
        for _ in 0..<5000 {
            // 1972 to 2036: the database's own rules go no further than the rule does.
            let second = Int64.random(in: 63_072_000..<2_114_380_800, using: &dice)
            let expected = london.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second))) / 60
            #expect(Int(Timestamp.ukOffsetMinutes(at: second * 1000)) == expected, "second \(second)")
        }
    }

    @Test("the clock changes at 01:00 UTC on the last Sundays of March and October")
    func edges() throws {
        for (text, before) in [("2026-03-29T01:00:00Z", 0), ("2026-10-25T01:00:00Z", 60)] as [(String, Int16)] {
            let change = try #require(Timestamp(rfc3339: text)).milliseconds
            #expect(Timestamp.ukOffsetMinutes(at: change - 1) == before)
            #expect(Timestamp.ukOffsetMinutes(at: change) == 60 - before)
        }
    }

    @Test(
        "the repeated hour of October is ambiguous",
        arguments: ["2026-10-25 01:30", "25/10/2026 01:30:00", "2026-10-25T01:30"]
    )
    func repeated(_ text: String) throws {
        let reading = try #require(Timestamp.reading(uk: text))
        guard case .ambiguous(let first, let second) = reading else {
            Issue.record("\(reading)")
            return
        }
        #expect(first.rfc3339 == "2026-10-25T01:30:00+01:00")
        #expect(second.rfc3339 == "2026-10-25T01:30:00Z")
        #expect(second.milliseconds - first.milliseconds == 3_600_000)
        #expect(reading.moment == first && !reading.isCertain)
    }

    @Test("the hour that March leaves out is reported")
    func skipped() throws {
        let reading = try #require(Timestamp.reading(uk: "2026-03-29 01:30"))
        guard case .skipped(let moment) = reading else {
            Issue.record("\(reading)")
            return
        }
        #expect(moment.rfc3339 == "2026-03-29T02:30:00+01:00")
    }

    @Test(
        "other local times have one meaning",
        arguments: [
            ("2026-10-25 00:59:59", "2026-10-25T00:59:59+01:00"), ("2026-10-25 02:00", "2026-10-25T02:00:00Z"),
            ("2026-03-29 00:59", "2026-03-29T00:59:00Z"), ("2026-03-29 02:00", "2026-03-29T02:00:00+01:00"),
            ("19/11/2026 9:08:07.25", "2026-11-19T09:08:07.250Z"), (" 14 Jul 2026 23:30 ", "2026-07-14T23:30:00+01:00"),
        ]
    )
    func certain(_ text: String, _ moment: String) throws {
        let reading = try #require(Timestamp.reading(uk: text))
        #expect(reading.isCertain)
        #expect(reading.moment.rfc3339 == moment)
    }

    @Test(
        "what is no local time is refused",
        arguments: [
            "", "2026-10-25", "01:30", "2026-10-25 24:00", "2026-10-25 1:3", "2026-10-25 01:60", "2026-10-25 01:30Z",
            "2026-10 01:30", "2026-10-25 01:30:00.",
        ]
    )
    func refused(_ text: String) { #expect(Timestamp.reading(uk: text) == nil) }

    @Test("every moment's local time reads back to it", arguments: [51, 52] as [UInt64])
    func back(_ seed: UInt64) throws {
        var dice = Seeded(seed)
        for _ in 0..<5000 {
            let time = Timestamp.uk(milliseconds: Int64.random(in: 100_000_000_000..<4_000_000_000_000, using: &dice))
            let reading = try #require(Timestamp.reading(ukDate: time.date, millisecondsOfDay: time.millisecondsOfDay))
            switch reading {
            case .one(let moment): #expect(moment == time)
            case .ambiguous(let first, let second): #expect(first == time || second == time)
            case .skipped: Issue.record("\(time) was on the clock")
            }
        }
    }
}
