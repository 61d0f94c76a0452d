import CapabilityKit
import Sightings

extension Anpr {
    /// What a question found, as it is kept until its clock runs out.
    package struct Answer: Codable, Hashable, Sendable {
        /// One line for each vehicle, the least explainable first.
        var lines: [Line] = []
        /// Reads to draw: of the vehicle asked about, and of those that kept it company.
        var passes: [Pass] = []
        /// How many reads more there are than can be drawn.
        var passesLeftOut = 0
        /// How usual what was found is, in words.
        var baseRate = ""
        /// Vehicles that were tried.
        var tried: Int?
        /// Innocent vehicles that an answer like this names on average.
        var falseAlarms: Double?
        /// How chance was reckoned, in words.
        var method = ""
        /// Cameras that made no reads on days of the question: there, absence shows nothing.
        var silent: [Silence] = []

        /// The lines that were met as often, and are explained by chance or habit.
        var explained: Int?
    }

    /// One vehicle of an answer.
    package struct Line: Codable, Hashable, Sendable {
        var plate: String
        /// What was found of it, in words.
        var words: String
        /// How often it was seen so, and how often chance alone would have it.
        var observed: Double?
        var expected: Double?
        /// The probability of as much by chance, times the vehicles tried.
        var corrected: Double?
        /// Visits by hour of day, UTC.
        var hours: [Int]?
    }

    /// One read.
    package struct Pass: Codable, Hashable, Sendable {
        var plate: String
        var camera: String
        /// Milliseconds since 1970 UTC, and minutes that the camera's clock was ahead of UTC.
        var at: Int64
        var offset: Int16
        var confidence: Int?
        var lane: Int?
        var raw: String?
        var patch: String?
        var overview: String?

        init(_ sighting: Sighting, cameras: [Camera]) {
            plate = sighting.mark
            camera = cameras[sighting.camera].name
            at = sighting.time.milliseconds
            offset = sighting.time.offsetMinutes
            confidence = sighting.details.confidence
            lane = sighting.details.lane
            raw = sighting.raw == sighting.mark ? nil : sighting.raw
            (patch, overview) = (sighting.patch, sighting.overview)
        }

        var time: Timestamp { Timestamp(milliseconds: at, offsetMinutes: offset) }
    }

    /// Days on which a camera that otherwise reads made next to none.
    package struct Silence: Codable, Hashable, Sendable {
        var camera: String
        /// Days of the question without a read.
        var days: Int
        /// What the register says of it; empty where it says nothing.
        var reason: String
    }

    /// The most reads that an answer keeps to draw.
    static let passesMax = 3000
}
