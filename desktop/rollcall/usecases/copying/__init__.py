"""Users on several devices: compared, copied, brought in line, removed everywhere."""
