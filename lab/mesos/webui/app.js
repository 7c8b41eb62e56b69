// The web page of the stand-in master. As in the real one, the browser itself fetches a slave's state, log and sandboxes
// from //<slave's hostname>:<port> (JSONP, since that is another origin): a slave name that does not resolve where the
// browser runs shows here as a fault.
(function () {
  "use strict";

  var view = document.getElementById("view");
  var calls = 0;
  var jsonpTimeoutMs = 15000;

  function escape(value) {
    return String(value).replace(/[&<>"]/g, function (c) {
      return { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" }[c];
    });
  }

  function table(heads, rows) {
    return "<table><tr><th>" + heads.map(escape).join("</th><th>") + "</th></tr>" +
      rows.map(function (row) { return "<tr><td>" + row.join("</td><td>") + "</td></tr>"; }).join("") + "</table>";
  }

  function link(hash, text) {
    return '<a href="#' + escape(hash) + '">' + escape(text) + "</a>";
  }

  function fault(text) {
    view.innerHTML = '<p class="fault">' + escape(text) + "</p>";
  }

  // url without a query of its own for jsonp; done gets the answer, or the fault is shown.
  function jsonp(url, parameters, done) {
    var name = "standinCallback" + calls++;
    var script = document.createElement("script");
    var query = Object.keys(parameters).map(function (key) { return key + "=" + encodeURIComponent(parameters[key]); });
    function finish() {
      clearTimeout(timer);
      delete window[name];
      script.remove();
    }
    function failed() {
      finish();
      fault("Cannot reach " + url);
    }
    var timer = setTimeout(failed, jsonpTimeoutMs);
    window[name] = function (answer) { finish(); done(answer); };
    script.onerror = failed;
    script.src = url + "?" + query.concat("jsonp=" + name).join("&");
    document.head.appendChild(script);
  }

  function slaveUrl(slave) {
    return "//" + slave.hostname + ":" + slave.pid.split(":").pop();
  }

  function resources(of) {
    return "cpus " + of.cpus + ", mem " + of.mem + " MiB, disk " + of.disk + " MiB";
  }

  function browseLink(slaveId, path, text) {
    return link("/slaves/" + slaveId + "/browse?path=" + encodeURIComponent(path), text);
  }

  function slavesTable(state) {
    return table(["ID", "Host", "Active", "Resources", "Attributes"], state.slaves.map(function (slave) {
      return [link("/slaves/" + slave.id, slave.id), escape(slave.hostname), escape(slave.active),
        escape(resources(slave.resources)), escape(JSON.stringify(slave.attributes))];
    }));
  }

  function tasksTable(tasks) {
    return table(["Task", "Name", "State", "Slave"], tasks.map(function (task) {
      return [escape(task.id), escape(task.name), escape(task.state),
        link("/slaves/" + task.slave_id + "/frameworks/" + task.framework_id + "/executors/" + task.id + "/browse", "Sandbox")];
    }));
  }

  function frameworksTable(list) {
    return table(["ID", "Name", "Host", "User", "Active", "Tasks"], list.map(function (framework) {
      return [link("/frameworks/" + framework.id, framework.id), escape(framework.name), escape(framework.hostname),
        escape(framework.user), escape(framework.active), escape(framework.tasks.length)];
    }));
  }

  function all(state, key) {
    return state.frameworks.concat(state.completed_frameworks).reduce(function (tasks, framework) {
      return tasks.concat(framework[key]);
    }, []);
  }

  function home(state) {
    view.innerHTML = "<h1>Master " + escape(state.id) + "</h1>" +
      table(["Cluster", "Leader", "Version", "Started"], [[escape(state.cluster || "(Unnamed)"), escape(state.leader || "none"),
        escape(state.version) + " (stand-in)", escape(new Date(state.start_time * 1000).toISOString())]]) +
      "<h2>Slaves</h2>" + slavesTable(state) + "<h2>Frameworks</h2>" + frameworksTable(state.frameworks) +
      "<h2>Active tasks</h2>" + tasksTable(all(state, "tasks").concat(state.orphan_tasks)) +
      "<h2>Completed tasks</h2>" + tasksTable(all(state, "completed_tasks"));
  }

  function frameworkPage(state, id) {
    var found = state.frameworks.concat(state.completed_frameworks).filter(function (one) { return one.id === id; })[0];
    if (!found) return fault("No framework " + id);
    view.innerHTML = "<h1>Framework " + escape(found.name) + "</h1>" + frameworksTable([found]) + "<h2>Tasks</h2>" +
      tasksTable(found.tasks) + "<h2>Completed tasks</h2>" + tasksTable(found.completed_tasks);
  }

  function slavePage(slave) {
    jsonp(slaveUrl(slave) + "/slave(1)/state.json", {}, function (state) {
      var rows = [];
      state.frameworks.concat(state.completed_frameworks).forEach(function (framework) {
        framework.executors.concat(framework.completed_executors).forEach(function (executor) {
          rows.push([escape(framework.name), escape(executor.id), browseLink(slave.id, executor.directory, "Sandbox")]);
        });
      });
      view.innerHTML = "<h1>Slave " + escape(state.id) + "</h1>" +
        table(["Host", "Version", "Resources"], [[escape(state.hostname), escape(state.version), escape(resources(state.resources))]]) +
        "<p>" + link("/slaves/" + slave.id + "/log", "Log") + "</p><h2>Executors</h2>" +
        table(["Framework", "Executor", "Sandbox"], rows);
    });
  }

  // The sandbox of an executor that the master knows by its IDs; its folder is asked of the slave.
  function executorPage(slave, frameworkId, executorId) {
    jsonp(slaveUrl(slave) + "/slave(1)/state.json", {}, function (state) {
      var found = [];
      state.frameworks.concat(state.completed_frameworks).forEach(function (framework) {
        if (framework.id !== frameworkId) return;
        found = found.concat(framework.executors, framework.completed_executors).filter(function (one) { return one.id === executorId; });
      });
      if (found.length === 0) return fault("No executor " + executorId + " on slave " + slave.id);
      browsePage(slave, found[0].directory);
    });
  }

  function browsePage(slave, path) {
    jsonp(slaveUrl(slave) + "/files/browse.json", { path: path }, function (entries) {
      view.innerHTML = "<h1>" + escape(path) + "</h1>" + table(["Mode", "Owner", "Size", "Name"], entries.map(function (entry) {
        var name = entry.path.split("/").pop();
        var target = entry.mode[0] === "d" ? browseLink(slave.id, entry.path, name)
          : link("/slaves/" + slave.id + "/read?path=" + encodeURIComponent(entry.path), name);
        return [escape(entry.mode), escape(entry.uid), escape(entry.size), target];
      }));
    });
  }

  function readPage(slave, path) {
    var tailBytes = 50000;
    var url = slaveUrl(slave) + "/files/read.json";
    jsonp(url, { path: path, offset: -1 }, function (end) {
      jsonp(url, { path: path, offset: Math.max(0, end.offset - tailBytes), length: tailBytes }, function (part) {
        view.innerHTML = "<h1>" + escape(path) + "</h1><pre>" + escape(part.data) + "</pre>";
      });
    });
  }

  function show() {
    var hash = location.hash.slice(1) || "/";
    var query = hash.indexOf("?") < 0 ? "" : hash.slice(hash.indexOf("?") + 1);
    var parts = hash.split("?")[0].split("/").filter(Boolean);
    var path = new URLSearchParams(query).get("path") || "";
    fetch("/master/state.json").then(function (answer) { return answer.json(); }).then(function (state) {
      if (parts.length === 0) return home(state);
      if (parts[0] === "frameworks" && parts.length === 1) {
        view.innerHTML = "<h1>Frameworks</h1>" + frameworksTable(state.frameworks.concat(state.completed_frameworks));
        return;
      }
      if (parts[0] === "frameworks") return frameworkPage(state, parts[1]);
      if (parts[0] !== "slaves") return fault("No such page: " + hash);
      if (parts.length === 1) {
        view.innerHTML = "<h1>Slaves</h1>" + slavesTable(state);
        return;
      }
      var slave = state.slaves.filter(function (one) { return one.id === parts[1]; })[0];
      if (!slave) return fault("No slave " + parts[1]);
      if (parts.length === 2) return slavePage(slave);
      if (parts[2] === "log") return readPage(slave, "/slave/log");
      if (parts[2] === "browse") return browsePage(slave, path);
      if (parts[2] === "read") return readPage(slave, path);
      if (parts[2] === "frameworks" && parts[4] === "executors") return executorPage(slave, parts[3], parts[5]);
      fault("No such page: " + hash);
    }).catch(function (error) { fault("Cannot reach the master: " + error); });
  }

  window.addEventListener("hashchange", show);
  show();
})();
