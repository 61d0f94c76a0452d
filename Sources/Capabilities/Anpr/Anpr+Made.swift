import CapabilityKit
import Sightings

extension Anpr {
    /// Made-up cameras and reads for a node in which nobody is real.
    struct Made: Sendable {
        let traffic: MadeTraffic

        private static let areas = ["Huddersfield", "Wakefield", "Keighley", "Leeds"]
        private static let weeks = 4

        /// Four weeks that end on the day before one: a few hundred vehicles about four towns, with a pair that travels
        /// together, one that goes out and back, one that is replaced and a plate that two vehicles carry.
        init(before day: Int) {
            var settings = MadeTraffic.Settings()
            (settings.vehicles, settings.towns, settings.days) = (500, 4, 7 * Self.weeks)
            (settings.convoys, settings.lines, settings.swaps, settings.clones) = (1, 1, 1, 1)
            settings.firstDay = day - settings.days
            traffic = MadeTraffic(settings)
        }

        /// The cameras, moved to where the four towns are.
        var sites: [Site] {
            traffic.cameras.enumerated().map { place, camera in
                Site(
                    name: camera.name,
                    title: "",
                    area: Self.areas[camera.area ?? 0],
                    latitude: (camera.latitude ?? 0) + 2.02,
                    longitude: (camera.longitude ?? 0) - 0.42,
                    clockError: place == 9 ? 41 : 0
                )
            }
        }

        var roads: [Ground.Road] {
            traffic.stretches.map { from, to, seconds in
                Ground.Road(from: traffic.cameras[from].name, to: traffic.cameras[to].name, seconds: seconds)
            }
        }

        /// A week without a read, and why.
        var outage: Outage {
            let first = traffic.settings.firstDay + 7
            let days = [first, first + 6].map { CalendarDate(dayNumber: $0)?.description ?? "" }
            return Outage(camera: traffic.cameras[12].name, from: days[0], to: days[1], reason: "resurfacing")
        }

        /// The reads, without those of the camera that was down; each has a name for the picture of its plate.
        var reads: [NewRead] {
            let down = outage.camera
            let first = traffic.settings.firstDay + 7
            return (0..<traffic.settings.days).flatMap { day in
                let isDown = (first...first + 6).contains(traffic.settings.firstDay + day)
                return traffic.reads(ofDay: day).filter { !isDown || $0.camera != down }
            }
        }
    }
}
