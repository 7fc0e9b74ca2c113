# SPDX-License-Identifier: MIT
#
# The completion of nsrun for fish; runner/describe/fish.c puts the options in, each with the
# condition under which it is offered.

# AS-WRITTEN SUBCOMMAND OPERAND
set -g __nsrun_subcommands (string split \n -- '
@SUBCOMMANDS@
' | string match '* *')
# SUBCOMMAND link|of-link|run --OPTION -LETTER|- once|repeats VALUE [WORD]...
set -g __nsrun_options (string split \n -- '
@OPTIONS@
' | string match '* *')
set -g __nsrun_topics (string split \n -- '
@TOPICS@
' | string match '* *')

# Reads the words before the cursor as nsrun does, and says in lines where it is:
#   subcommand [GROUP-]           at a subcommand
#   options SUBCOMMAND OPERAND, and "link" when one has been given
#   command N                     behind the Nth word, with which the command begins
function __nsrun_read
    set -l words (commandline -opc)[2..]
    set -l call $words[1]
    set -l next 2
    if not set -q words[1]
        string match -q -- '-*' (commandline -ct); and set call -
        or begin
            echo subcommand
            return
        end
    end
    if string match -q -- '-*' $call
        set call run
        set next 1
    else if string match -q -- "$call-*" $__nsrun_subcommands
        if not set -q words[2]
            printf '%s\n' subcommand $call-
            return
        end
        set call $call-$words[2]
        set next 3
    end
    set -l found (string match -- "$call *" $__nsrun_subcommands | string split ' ')
    set -q found[3]; or return
    __nsrun_read_words $found[2] $found[3] $next $words
end

# Goes on behind the subcommand, with the word of that number.
function __nsrun_read_words -a subcommand operand next
    set -l words $argv[4..]
    set -l link
    set -l names 0
    while test $next -le (count $words)
        set -l word $words[$next]
        switch $word
            case --
                if test $operand = command
                    printf '%s\n' command (math $next + 1)
                    return
                end
                break
            case '-?*'
                string match -q -- '--*' $word; or set word -(string sub -s -1 -- $word)
                set -l name (string replace -r '=.*' '' -- $word)
                set -l option (string match -r -- "^$subcommand [^ ]+ (?:$name -[^ ]*|--[^ ]+ $name) [^ ]+ [^ ]+" $__nsrun_options | string split ' ')
                test "$option[2]" = link; and set link link
                test "$option[6]" != none; and test "$word" = "$name"
                and set next (math $next + 1)
            case '*'
                if test $operand = command
                    printf '%s\n' command $next
                    return
                end
                set names (math $names + 1)
                if test $operand = run-and-command
                    set next (math $next + 1)
                    test "$words[$next]" = --; and set next (math $next + 1)
                    printf '%s\n' command $next
                    return
                end
        end
        set next (math $next + 1)
    end
    printf '%s\n' options $subcommand $operand $link
end

function __nsrun_at # subcommand|command|options
    test "$(__nsrun_read)[1]" = $argv[1]
end

# Whether the options of a subcommand are to be offered here, or those of a link.
function __nsrun_takes -a subcommand link
    set -l where (__nsrun_read)
    test "$where[1]" = options -a "$where[2]" = $subcommand
    and begin
        test -z "$link"; or contains link $where[4..]
    end
end

# The subcommands, or with a GROUP- those behind it, by their first names.
function __nsrun_list_subcommands
    set -l group (__nsrun_read)[2]
    for line in $__nsrun_subcommands
        set -l call (string split ' ' -- $line)
        string match -q -- "$group*" $call[1]; or continue
        contains -- $call[1] $call[2] $group$call[2]; or continue
        string replace -r -- "^$group([^-]*).*" '$1' $call[1]
    end | sort -u
end

# A line that begins with a blank is about a further link of the run above it.
function __nsrun_list_runs
    nsrun list $argv 2>/dev/null | awk 'NR > 1 && /^[^ ]/ { print $1 }'
end

function __nsrun_list_networks
    nsrun network list 2>/dev/null | awk 'NR > 1 { print $2 }'
end

function __nsrun_list_sysctls
    find /proc/sys/net -type f -perm -200 2>/dev/null |
        sed 's|^/proc/sys/||; y|/.|./|; s|$|=|'
end

# All that can stand for a value, with the words that the table has.
function __nsrun_values -a value
    set -l words $argv[2..]
    set -l current (string replace -r '^--[^=]*=' '' -- (commandline -ct))
    if test $value = list
        set -l before (string match -r '.*,' -- $current)
        string replace -r '^' "$before" -- $words
        return
    end
    string split ' ' -- $words
    switch $value
        case interface
            command ls /sys/class/net
        case bridge
            for bridge in /sys/class/net/*/bridge
                string split / -- $bridge | sed -n 5p
            end
        case run
            __nsrun_list_runs --all
        case run-and-command
            __nsrun_list_runs
        case network
            __nsrun_list_networks
        case run-or-network
            __nsrun_list_runs --all
            __nsrun_list_networks
        case netns
            command ls /run/netns 2>/dev/null
        case sysctl
            __nsrun_list_sysctls
        case topic
            string split ' ' -- $__nsrun_topics
        case command
            string match -q -- '-*' $current; or complete -C "$current"
        case variable
            set --names --export
        case user
            __fish_complete_users
        case directory
            __fish_complete_directories $current
        case file
            __fish_complete_path $current
        case paths
            set -l before (string match -r '.*:' -- $current)
            string replace -r '^' "$before" (__fish_complete_path (string replace -r '.*:' '' -- $current))
    end
end

function __nsrun_operands
    __nsrun_values (__nsrun_read)[3]
end

# The command's own completion.
function __nsrun_complete_command
    set -l words (commandline -opc)[2..]
    set -l begin (__nsrun_read)[2]
    test "$begin" -gt 0 2>/dev/null; or set begin (math (count $words) + 1)
    complete -C (string join ' ' -- (string escape -- $words[$begin..]) (commandline -ct))
end

complete -c nsrun -f
complete -c nsrun -n '__nsrun_at subcommand' -a '(__nsrun_list_subcommands)'
complete -c nsrun -n '__nsrun_at options' -a '(__nsrun_operands)'
complete -c nsrun -n '__nsrun_at command' -a '(__nsrun_complete_command)'
@FISH-OPTIONS@
